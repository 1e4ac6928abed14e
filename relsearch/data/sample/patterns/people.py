"""Sentences about people that every part of the sample may use."""

SHARED = """
{person}({date} ~ {date2}){|은는} {country}의 {job}이다.
    person per:date_of_birth date, per:date_of_death date2, per:origin country, per:title job

{person}(본명 {person2}, {date} ~ ){|은는} {country}의 <전직/현역/> {artist}이다.
    person per:alternate_names person2, per:date_of_birth date, per:origin country
    person per:title artist

{person|은는} {date} {city}에서 {kin|와과} {person2}의 <맏아들/외동딸/둘째 아들/막내딸>로 태어났다.
    person per:date_of_birth date, per:place_of_birth city, per:parents kin person2
    kin per:spouse person2

{person|은는} {kin}의 <첫째/둘째/막내>이자 {kin2}의 <형/누나/남동생/여동생>이다.
    person per:parents kin, per:siblings kin2
    kin per:children kin2

<시인/화가/배우> {person}의 <아내/부인/남편> {person2|은는} {school|을를} 나온 뒤 {city}에서
살고 있다.
    person per:spouse person2
    person2 per:schools_attended school, per:place_of_residence city
    person ? city

배우 {person|와과} {person2|은는} 드라마 《{work}》에서 <부부로/남매로/연인으로> 호흡을 맞췄다.
    person per:colleagues person2, ? work
    person2 ? work

{person|은는} {year} {person2|와과} 결혼해 {kin|을를} <낳았다/얻었다/두었다>.
    person per:spouse person2, per:children kin
    person2 per:children kin

{person|은는} {city} 출신으로, {school|을를} 졸업한 뒤 {company}에 <입사했다/들어갔다>.
    person per:origin city, per:schools_attended school, per:employee_of company

{person|은는} 소설 《{work}》{|으로로} 이름을 알린 {country}의 작가이며, {person2|와과} 같은 해에
등단했다.
    person per:product work, per:origin country

{person|은는} {date} {city}의 한 병원에서 {person2|이가} 지켜보는 가운데 세상을 떠났다.
    person per:date_of_death date, per:place_of_death city
    person ? person2

{person|은는} 독실한 {religion} 신자이며, 현재 {city}에 <살고 있다/거주한다>.
    person per:religion religion, per:place_of_residence city

{party} {person} {seat|은는} {day} 국회에서 기자회견을 열고 “{quote}”고 <말했다/밝혔다/주장했다>.
    person per:employee_of party, per:title seat

{company} {person} {office|은는} {day} {city}에서 열린 <간담회/신제품 발표회>에서 “{quote}”고
말했다.
    person per:employee_of company, per:title office

{company} {person} {office|와과} {company2} {person2} {office2|은는} {day} {city}에서 만나
업무협약을 <맺었다/체결했다>.
    person per:employee_of company, per:title office
    person2 per:employee_of company2, per:title office2

{company} 소속이던 {person|은는} {year} {company2|으로로} 자리를 옮겨 {person2|와과} 경쟁했다.
    person per:employee_of company company2
    person2 ? company company2

{team|은는} {day} {city}에서 열린 {team2|와과}의 경기에서 {person}의 결승 골에 힘입어
<이겼다/승리했다>.
    person per:employee_of team

{person|은는} {team} 소속의 {country} {athlete}이다.
    person per:employee_of team, per:origin country, per:title athlete

{band}의 멤버 {alias}(본명 {person}){|은는} {date} {city}에서 태어났다.
    alias per:employee_of band, per:alternate_names person, per:date_of_birth date
    alias per:place_of_birth city

가수 {alias}(본명 {person}){|이가} {day} 새 앨범 《{work}》{|을를} <발표했다/내놓았다/공개했다>.
    alias per:alternate_names person, per:product work

{person}의 <사촌/육촌/조카/작은아버지> {kin|은는} {country}의 {job|이었였}다.
    person per:other_family kin
    kin per:origin country, per:title job

{person|은는} {person2|와과} 함께 {year} {company|을를} <공동 창업했다/세웠다>.
    person per:colleagues person2
    company org:founded_by person person2, org:founded year

{country} {minister} {person|이가} {day} {country2|을를} 방문해 {person2|와과} 회담했다.
    person per:title minister, ? country
    person2 ? country2 minister

{person|은는} 조선 후기의 문신으로, 호는 {penname}이고 본관은 {city}이다.
    person per:alternate_names penname, per:origin city

{scholar} {person|은는} {agency} {post|을를} 지냈고, {person2|은는} {college} {chair|으로로}
재직했다.
    person per:title scholar post, per:employee_of agency
    person2 per:employee_of college, per:title chair

{person|은는} {year} {school|을를} <수석으로/우등으로> 졸업했다.
    person per:schools_attended school

{person|은는} {city}에서, {person2|은는} {city2}에서 <각각/같은 해에> 태어났다.
    person per:place_of_birth city
    person2 per:place_of_birth city2

{person|은는} {date}에, 그의 <동생/형/누이> {kin|은는} {date2}에 <세상을 떠났다/타계했다>.
    person per:date_of_death date, per:siblings kin
    kin per:date_of_death date2

{festival}에서 《{work}》의 {person|이가} 대상을, 《{work2}》의 {person2|이가} 신인상을 받았다.
    person per:product work
    person2 per:product work2

{day} {city}에서 열린 {event}에는 {company} {person} {office}, {agency} {person2} {post}, {party}
{person3} {seat} 등이 <참석했다/모습을 보였다>.
    person per:employee_of company, per:title office
    person2 per:employee_of agency, per:title post
    person3 per:employee_of party, per:title seat

{person|은는} {person2}의 조카로, {person3|와과} 결혼하여 {city}에 정착했다.
    person per:other_family person2, per:spouse person3, per:place_of_residence city
    person3 ? person2 city

{person|은는} {scholar} {kin|와과} {artist} {person2} 사이에서 <외아들로/셋째로> 태어났다.
    person per:parents kin person2
    kin per:spouse person2, per:title scholar
    person2 per:title artist

{artist} {person|은는} {religion} 집안에서 자랐지만 {year} {religion2|으로로} 개종했다.
    person per:title artist, per:religion religion2, ? religion

{person|은는} {year} {city}{|으로로} 이주하여 그곳에서 숨질 때까지 {company}의 고문으로 일했다.
    person per:place_of_residence city, per:place_of_death city, per:employee_of company
"""
