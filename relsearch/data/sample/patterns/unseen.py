"""Sentences that one part of the sample keeps to itself; select shares those of dev."""

TRAIN = """
{person|은는} {kin}의 <손자/손녀/종손>이며, {person2}의 <스승/제자/동업자>이기도 하다.
    person per:other_family kin, per:colleagues person2
    kin ? person2

{country} 태생의 {artist} {person|은는} {city}{|으로로} 건너가 {religion} 성전의 벽화를 그렸다.
    person per:origin country, per:title artist, ? religion city

{company} 창업주 {person|은는} {date} {city}의 가난한 농가에서 {kin}의 아들로 태어났다.
    company org:founded_by person
    person per:date_of_birth date, per:place_of_birth city, per:parents kin

{team} {coach|이었였}던 {person|은는} {team2}{|으로로} 떠났고, 그 자리는 {person2|이가} 물려받았다.
    person per:employee_of team team2, per:title coach
    person2 per:employee_of team, per:title coach
    person ? person2

{party} 소속의 {person|와과} {party2} 소속의 {person2|은는} 대학 시절 같은 방을 쓴 사이이다.
    person per:employee_of party, ? person2
    person2 per:employee_of party2

{alias}{|으로로} 더 잘 알려진 {person|은는} {band}의 보컬로 활동하다 {year} 팀을 떠났다.
    person per:alternate_names alias, per:employee_of band

{company|은는} 옛 {company2}의 후신으로, {product}{|을를} 앞세워 {company3|을를} 추격하고 있다.
    company org:alternate_names company2, org:product product
    company2 ? product

{agency|은는} {city}에 있는 정부 산하 기관으로, 정원은 {count}이다.
    agency org:place_of_headquarters city, org:number_of_employees/members count

{person|은는} {kin}의 외동딸이고 {kin|은는} {kin2}의 막내아들이다.
    person per:parents kin, per:other_family kin2
    kin per:parents kin2

{event|은는} {city}에서 {day} 개막하며, {agency}의 {person} {post|이가} 축사를 맡는다.
    person per:employee_of agency, per:title post

{school} 동문인 {person|와과} {person2|은는} {company}에서 다시 만나 {product|을를} 개발했다.
    person per:schools_attended school, per:employee_of company, per:colleagues person2
    person2 per:schools_attended school, per:employee_of company
    company org:product product
    person ? product
    person2 ? product

{person} 감독의 경질로 {team}의 사령탑이 된 {person2|은는} {athlete} 출신의 지도자이다.
    person2 per:employee_of team, per:title athlete
    person per:employee_of team

{union}의 회원사인 {company|은는} {company2|와과} 달리 {day} 파업에 참여하지 않았다.
    company org:member_of union

{party|은는} {ideology} 세력과 손잡고 {year} 출범하였으며, 초대 대표는 {person|이었였}다.
    party org:political/religious_affiliation ideology, org:founded year
    person per:employee_of party

{person|은는} {city}에서 숨졌으며, 유해는 고향인 {city2}에 있는 아버지 {kin}의 묘 곁에 묻혔다.
    person per:place_of_death city, per:parents kin, per:origin city2
    kin ? city city2
"""

DEV = """
{person}(호는 {penname}){|은는} {city}에서 나고 자란 {scholar|으로로}, {person2}의
<제자이다/문하이다>.
    person per:alternate_names penname, per:place_of_birth city, per:title scholar
    person per:colleagues person2

{person|은는} 남편 {person2|와과} 사별한 뒤 아들 {person3|을를} 데리고 {city}에서 지냈다.
    person per:spouse person2, per:children person3, per:place_of_residence city
    person2 per:children person3, ? city
    person3 ? city

{company|은는} 이번 인사에서 {person} {office|을를} 유임하고 {company2}의 {person2|을를} 영입했다.
    person per:employee_of company, per:title office
    person2 per:employee_of company company2

{company} {office} {person|은는} {country}에서 건너온 {kin}의 후손으로 알려져 있다.
    person per:employee_of company, per:title office, per:other_family kin
    kin per:origin country
    person ? country

{person|은는} {school}에서 {religion} 성직자가 되기 위한 공부를 마치고 {year} 임명되었다.
    person per:schools_attended school, per:religion religion
    school ? religion

{group}의 모태는 {person|이가} {year} {city}에 차린 작은 양조장이며, {company|은는} 그 산하에 있다.
    group org:founded_by person, org:founded year, org:members company, ? city
    company ? person year city
    person ? city

{team|은는} {league}에 소속된 구단으로 {city|을를} 연고지로 삼고 있다.
    team org:member_of league, org:place_of_headquarters city

{date}에 태어나 {date2}에 생을 마감한 {person|은는} {country}의 {artist}이자 {kin}의 형이다.
    person per:date_of_birth date, per:date_of_death date2, per:origin country
    person per:title artist, per:siblings kin
    kin ? country

{party|은는} {count|을를} 당원으로 두었으나 {date} 헌법재판소의 결정으로 해산 판결을 받았다.
    party org:number_of_employees/members count, org:dissolved date

{day} {festival}에서는 {band|이가} 《{work}》{|을를}, {alias|이가} 《{work2}》{|을를} 불러 갈채를
받았다.
    band org:product work
    alias per:product work2

{agency}의 영문 약칭은 {acronym|이며며}, {person|이가} {post|을를} 맡고 있는 {city} 소재 기관이다.
    agency org:alternate_names acronym, org:place_of_headquarters city
    person per:employee_of agency, per:title post
    person ? city

{person|은는} {day} {media|와과}의 인터뷰에서 {person2|을를} 두고 “{memory}”고 회고했다.
    person ? person2

"""

TEST = """
{company|와과} {company2|은는} 각각 {person|와과} {person2|이가} 이끌고 있으며, 사옥은 {city}에
있다.
    person per:employee_of company
    person2 per:employee_of company2
    company org:place_of_headquarters city
    company2 org:place_of_headquarters city
    person ? city
    person2 ? city

{person|은는} {date} {city}에서 첫울음을 터뜨렸고, 아버지 {kin|은는} {college} {chair|이었였}다.
    person per:date_of_birth date, per:place_of_birth city, per:parents kin
    kin per:employee_of college, per:title chair

{person|은는} {person2|을를} 아내로 맞아 처가가 있는 {city}에 살림을 차리고 {kin|을를} 길렀다.
    person per:spouse person2, per:place_of_residence city, per:children kin
    person2 per:children kin, ? city
    kin ? city

{day} {city} 지방법원은 {company|이가} {company2|을를} 상대로 낸 소송에서 {company2}의 손을 들어
주었다.

{person2}의 뒤를 이어 {agency|을를} 이끌게 된 {person|은는} “{quote}”고 포부를 밝혔다.
    person per:employee_of agency
    person2 per:employee_of agency
    person ? person2

{city} 토박이인 {person|은는} {school} 재학 시절 {person2|을를} 만나 함께 {band|을를} 결성했다.
    person per:origin city, per:schools_attended school, per:colleagues person2
    person2 ? city school
    person per:employee_of band
    person2 per:employee_of band
    band org:founded_by person person2

{party|은는} {date} 간판을 내렸고, 소속 의원이던 {person|은는} {party2|으로로} 당적을 옮겼다.
    party org:dissolved date
    person per:employee_of party party2, ? date

{union} 산하에는 {agency|을를} 비롯한 여러 단체가 있으며, 전체 회원은 {count}에 이른다.
    union org:members agency, org:number_of_employees/members count
    agency ? count

{religion} 계열의 {school|은는} {person|이가} 사재를 털어 {year} 문을 연 배움터이다.
    school org:political/religious_affiliation religion, org:founded_by person, org:founded year
    person ? religion

{artist} {person}의 본래 이름은 {person2}이며, 대표작으로 《{work}》{|이가} 꼽힌다.
    person per:title artist, per:alternate_names person2, per:product work

{person|은는} 평생 신앙을 지킨 {religion} 교인으로, {date} {city}에서 눈을 감았다.
    person per:religion religion, per:date_of_death date, per:place_of_death city

{person} {coach|이가} 빠진 {team|은는} {team2}의 {athlete} {person2|을를} 막지 못하고 무너졌다.
    person per:employee_of team, per:title coach
    person2 per:employee_of team2, per:title athlete

{person|은는} {person2}에게는 외삼촌이 되고, {kin|와과} <한배에서 난/친> 형제이다.
    person per:other_family person2, per:siblings kin
    person2 ? kin

{company|이가} 만든 {product|은는} {company2}의 {product2|을를} 제치고 {country}에서 1위에 올랐다.
    company org:product product
    company2 org:product product2

{day} {media|은는} {person|이가} {company}의 <입사 제의/영입 제의>를 거절했다고 전했다.

{person|은는} 평생 {person2|을를} 존경했으며, {city|을를} 다녀간 뒤 {person2}의 평전을 썼다.

{group}에서 갈라져 나온 {company|은는} {company2}{|이라라}는 옛 이름을 지금도 함께 쓴다.
    company org:alternate_names company2, ? group
    company2 ? group
"""
