"""Clauses that a story about a person or a company is chained from, stage by stage.

Each ends in a past stem, which takes 고, 으며 or 다 (태어났고, 태어났으며, 태어났다).
"""

PERSON = (
    """
{date} {city}에서 <태어났/출생했>
    person per:date_of_birth date, per:place_of_birth city

{kin}의 <둘째 아들/둘째 딸/외아들/셋째 딸>로 <태어났/자랐>
    person per:parents kin

{kin|와과} {person2}의 사이에서 태어났
    person per:parents kin person2
    kin per:spouse person2
    """,
    """
{college}에서 <법학/국문학/물리학/미술/경제학>을 <공부했/전공했>
    person per:schools_attended college

{year} {school|을를} <졸업했/마쳤>
    person per:schools_attended school

{school}에 다니던 {person2|을를} 만나 <교류했/영향을 받았>
    person2 per:schools_attended school
    person ? person2
    """,
    """
{year} {company}에 <입사했/들어갔>
    person per:employee_of company

{company}의 {office|을를} <지냈/역임했>
    person per:employee_of company, per:title office

{person2|이가} 이끌던 {agency}에서 {post|으로로} <일했/재직했>
    person per:employee_of agency, per:title post
    person2 per:employee_of agency
    person ? person2
    person2 ? post

{year} {company|을를} <설립했/창업했>
    company org:founded_by person, org:founded year

{company}의 <영입 제의를 거절했/투자 제안을 뿌리쳤/경영 방식을 비판했>

{person2|와과} 함께 {agency}에서 <근무했/일했>
    person per:employee_of agency, per:colleagues person2
    person2 per:employee_of agency
    """,
    """
{year} 《{work}》{|을를} <발표했/내놓았>
    person per:product work

{person2}의 《{work}》{|을를} <높이 평가했/혹평했>
    person2 per:product work

{year} {city|을를} <여행했/방문했/다녀왔>

{event}에 {company} 대표로 초청된 {person2|와과} 나란히 <참석했/연설했>
    person2 per:employee_of company
    """,
    """
{person2|와과} <결혼했/혼인했>
    person per:spouse person2

{company} {office}의 <딸/아들>인 {person2|와과} 결혼했
    person per:spouse person2
    person2 ? company office

{kin|와과} {kin2} 남매를 두었
    person per:children kin kin2
    kin per:siblings kin2

{religion|으로로} <개종했/귀의했>
    person per:religion religion

{city|으로로} <이주했/거처를 옮겼>
    person per:place_of_residence city
    """,
    """
{date} {city}에서 <사망했/별세했/숨졌>
    person per:date_of_death date, per:place_of_death city

{date} <노환으로/지병으로> <사망했/별세했>
    person per:date_of_death date
    """,
)

COMPANY = (
    """
{year} {person|이가} {city}에서 <창업했/설립했>
    company org:founded_by person, org:founded year
    company ? city
    person ? city

{date} {city|을를} 본거지로 하여 설립되었
    company org:founded date, org:place_of_headquarters city
    """,
    """
{year} {product|을를} <출시했/개발했>
    company org:product product

{company2}의 {product|을를} <위탁 생산했/수입해 팔았>
    company2 org:product product
    company ? product
    """,
    """
{person|을를} {office|으로로} <임명했/선임했>
    person per:employee_of company, per:title office

{company2} {office|이었였}던 {person|을를} <영입했/스카우트했>
    person per:employee_of company2 company, per:title office

{person} {office|이가} 이끄는 {company2|와과} <제휴했/특허 분쟁을 벌였>
    person per:employee_of company2, per:title office
    """,
    """
{year} {group}에 <편입되었/인수되었>
    company org:member_of group

{group}의 인수 제안을 <거절했/받았>

{union}에 <가입했/들어갔>
    company org:member_of union

{city|으로로} 본사를 옮겼
    company org:place_of_headquarters city

직원 수가 {count|으로로} <늘었/줄었>
    company org:number_of_employees/members count
    """,
    """
{date} <파산하여 문을 닫았/청산 절차를 마치고 해산되었>
    company org:dissolved date

사명을 {company2|으로로} <바꾸었/변경했>
    company org:alternate_names company2
    """,
)

OPENINGS = """
{person|은는}

{person}({penname}){|은는}
    person per:alternate_names penname

{country}의 {job} {person|은는}
    person per:origin country, per:title job

{city} 출신의 {scholar} {person|은는}
    person per:origin city, per:title scholar

{company|은는}

{group} 계열의 {company|은는}
    company org:member_of group
"""
