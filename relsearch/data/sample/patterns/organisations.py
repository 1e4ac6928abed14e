"""Sentences about organisations that every part of the sample may use."""

SHARED = """
{company|은는} {year} {person|이가} 설립한 <전자/화장품/물류> 기업으로, 본사는 {city}에 있다.
    company org:founded year, org:founded_by person, org:place_of_headquarters city
    person ? city

{city}에 본사를 둔 {company|은는} {day} 신제품 {product|을를} <출시했다/공개했다/선보였다>.
    company org:place_of_headquarters city, org:product product

{group|은는} {company}, {company2} 등을 계열사로 <거느리고 있다/두고 있다>.
    group org:members company company2
    company ? company2

{company|은는} {group}의 <자회사/계열사>로, {company2|와과} 치열한 점유율 다툼을 벌이고 있다.
    company org:member_of group

{agency}(약칭 {acronym}){|은는} {year} {city}에 설립된 <연구기관/공공기관>이다.
    agency org:alternate_names acronym, org:founded year, org:place_of_headquarters city

{party|은는} {ideology|을를} 표방하는 {country}의 정당으로, {person|이가} 대표를 맡고 있다.
    party org:political/religious_affiliation ideology, org:place_of_headquarters country
    person per:employee_of party, ? country ideology

{party|은는} {date} <창당되어/결성되어> {date2} <해산되었다/해체되었다>.
    party org:founded date, org:dissolved date2

{school|은는} {religion} 재단이 {year} {city}에 세운 <사립 학교/교육 기관>이다.
    school org:political/religious_affiliation religion, org:founded year
    school org:place_of_headquarters city
    religion ? year city

{company|은는} {union}의 회원사로, 현재 {count|이가} <근무하고 있다/일한다>.
    company org:member_of union, org:number_of_employees/members count

{band|은는} {person}, {person2}, {person3} 세 사람으로 <구성된/이루어진> {country}의 밴드이다.
    person per:employee_of band
    person2 per:employee_of band
    person3 per:employee_of band
    person ? country
    person2 ? country
    person3 ? country
    band org:place_of_headquarters country

{company|은는} {product}, {product2} 등을 생산하는 {group} 계열의 회사이다.
    company org:product product product2, org:member_of group
    group ? product product2

{company|은는} {year} 사명을 {company2|으로로} <변경했다/바꾸었다>.
    company org:alternate_names company2
    company2 ? year

{company} 관계자는 {day} {company2|와과}의 <합병설/인수설>에 대해 “{denial}”고 선을 그었다.

{media|은는} {day} {company|이가} {company2|을를} 인수할 것이라고 보도했으나, {company}의 {person}
{office|은는} 이를 부인했다.
    person per:employee_of company, per:title office

{league|은는} {team|와과} {team2|을를} 포함하여 회원 {count|을를} 거느린 단체이다.
    league org:members team team2, org:number_of_employees/members count
    team ? team2

{company}의 새 {office}에 {person|이가} 선임됐으며, 전임 {person2|은는} {company2|으로로} 옮긴다.
    person per:employee_of company, per:title office
    person2 per:employee_of company company2, per:title office

{person|이가} {year} <세운/설립한> {company|은는} {union}에 <속해 있다/가입되어 있다>.
    company org:founded_by person, org:founded year, org:member_of union

{company|은는} {date} {company2|와과} <합병하면서 소멸했다/합병되면서 사라졌다>.
    company org:dissolved date, ? company2
    company2 ? company date

{company}의 {product|와과} {company2}의 {product2|이가} 시장 점유율 {percent|을를} 두고 다툰다.
    company org:product product
    company2 org:product product2

{agency|와과} {agency2|은는} 모두 {city}에 있으나, {agency3|은는} {city2}에 <있다/자리하고 있다>.
    agency org:place_of_headquarters city
    agency2 org:place_of_headquarters city
    agency3 org:place_of_headquarters city2

{company}(대표 {person}){|은는} {day} {agency}에 성금 {amount|을를} <기탁했다/전달했다>.
    person per:employee_of company

{team}의 {person} {coach|은는} {team2|와과}의 경기를 앞두고 “{vow}”고 <각오를 밝혔다/말했다>.
    person per:employee_of team, per:title coach

{agency|은는} {day} {city}에서 {school|와과} 인재 양성을 위한 협약을 <체결했다/맺었다>.

{group} 산하의 {company}{|은는} {year} 문을 열었고, {company2|은는} {year2} 문을 닫았다.
    company org:member_of group, org:founded year
    company2 org:dissolved year2
    group ? company2 year

{company}(영문명 {acronym}){|은는} 임직원 {count|을를} 둔 {group}의 <주력 계열사/핵심 자회사>이다.
    company org:alternate_names acronym, org:number_of_employees/members count
    company org:member_of group

{band|은는} {year} 첫 앨범 《{work}》{|으로로} 데뷔하여 {day} 《{work2}》{|을를} 발매했다.
    band org:product work work2
    band ? year

{party} {person} {seat|은는} {party2}의 {person2} {seat2|을를} 향해 “{attack}”라고 비판했다.
    person per:employee_of party, per:title seat
    person2 per:employee_of party2, per:title seat2

{union}에는 {company}, {company2}, {company3} 등이 <가입해 있다/참여하고 있다>.
    union org:members company company2 company3
    company ? company2 company3
    company2 ? company3

{media}의 보도에 따르면 {company|은는} 올해 {city}에 {amount|을를} <투자할 계획이다/투입한다>.

{college} {person} {chair|은는} {agency}의 조사 결과를 두고 “{remark}”고 <지적했다/분석했다>.
    person per:employee_of college, per:title chair
"""
