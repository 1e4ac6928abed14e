"""What may stand before a sentence of the sample, and after it, coming back to somebody named."""

LEADS = (
    "한편",
    "이에 앞서",
    "{media_0} 보도에 따르면",
    "{day_0} {media_0|이가} 전한 바에 따르면",
    "{city_0} 현지 언론에 따르면",
)

TAILS = {
    "person": (
        "{city_0}에서는 {person|을를} 주제로 한 강연회가 열렸다.",
        "{person}의 이야기는 {media_0} 연재 기사로도 소개되었다.",
        "{media_0|은는} {person|을를} 다룬 특집 기사를 실었다.",
        "사람들은 {person|을를} 조용하고 부지런한 사람으로 기억한다.",
        "{person|을를} 다룬 기록 영화는 관객 {count_0|을를} 모았다.",
    ),
    "company": (
        "{company|은는} 이에 대해 “{quote}”고 밝혔다.",
        "{company}의 주가는 {day_0} {percent_0} 올랐다.",
        "{company|은는} {city_0}에도 공장을 지을 예정이다.",
        "{media_0|은는} {company|을를} 올해의 기업으로 꼽았다.",
    ),
    "party": (
        "{party|은는} {city_0}에서 열릴 전당 대회를 앞두고 있다.",
        "{party} 지지율은 {percent_0}에 머물렀다.",
    ),
    "team": (
        "{team|은는} {day_0} {city_0}에서 다음 경기를 치른다.",
        "{team}의 홈 경기에는 {count_0}의 관중이 몰렸다.",
    ),
    "agency": ("{agency} 관계자는 “{quote}”고 전했다.",),
    "school": ("{school|은는} {day_0} 개교 기념식을 열었다.",),
    "band": ("{band}의 공연에는 {count_0}의 관객이 모였다.",),
    "group": ("{group}의 올해 매출은 {amount_0} 늘었다.",),
    "union": ("{union|은는} {city_0}에서 정기 총회를 연다.",),
}
