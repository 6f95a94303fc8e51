"""The English words of the pictures: growth, checkups and vaccinations, household, time line, dashboards."""

WORDS = {
    # growth
    "成長": "Growth",
    "灰色の線は同じ月齢・性別のこどもの 3・10・25・50・75・90・97 パーセンタイル": (
        "Grey lines: percentiles 3, 10, 25, 50, 75, 90, 97 of children of the same age and sex"
    ),
    "令和5年 乳幼児身体発育調査（こども家庭庁）": "national survey of infant growth 2023",
    "生まれた日がわからないため、月齢は2週間ほどずれることがあります。": "The day of birth is unknown here: ages may be off by two weeks.",
    "計測値": "Measurement",
    "暦の月齢と修正月齢（在胎{n}週）": "Age by the calendar and corrected age (born at {n} weeks)",
    "前回より1帯以上の低下": "A band or more lower than before",
    "計測がない時期（線はつなぎません）": "No measurement (the line is not joined)",
    "在胎週数はわかりません。早く生まれたこどもは、修正月齢で見ると位置が上がります。": (
        "Weeks of gestation are unknown. A child born early stands higher by its corrected age."
    ),
    "計測値を表で読む": "Read the measurements as a table",
    "計測値の表": "Table of measurements",
    "項目": "Item",
    "値": "Value",
    "パーセンタイル": "Percentile",
    "前回から": "Since the last",
    "{n}帯の低下": "{n} bands lower",
    "計測なし": "not measured",
    "から": " from",
    "計測値はありません": "No measurements",
    "体重": "Weight",
    "身長": "Height",
    "出生": "Birth",
    "{n}か月": "{n} mo",
    "受診の記録はあるが計測値がない": "came, but no measurement is recorded",
    # checkups and vaccinations
    "健診と予防接種": "Checkups and vaccinations",
    "印から時系列の記録へ移れます。「データがありません」は、受けていないという意味ではありません。": (
        "A sign leads to its record in the time line. “No data” does not mean that it was not done."
    ),
    "暦": "calendar",
    "状況": "State",
    "{n}回目": "Dose {n}",
    "〜{day}": "until {day}",
    "{day}〜": "from {day}",
    "健診": "Checkup",
    "予防接種": "Vaccination",
    "済み": "Done",
    "時期です": "Due",
    "期限を過ぎています": "Overdue",
    "まだ対象ではありません": "Not yet",
    "データがありません": "No data",
    "後の回の記録があるため、別の場所での接種か記録もれと考えられる": (
        "a later dose is recorded: most likely given elsewhere, or not entered"
    ),
    "3-4か月児健診": "3–4 months",
    "9-10か月児健診": "9–10 months",
    "1歳6か月児健診": "18 months",
    "3歳児健診": "3 years",
    "B型肝炎": "Hepatitis B",
    "ロタ": "Rotavirus",
    "小児用肺炎球菌": "Pneumococcal",
    "五種混合": "DPT-IPV-Hib",
    "四種混合": "DPT-IPV",
    "ヒブ": "Hib",
    "麻しん風しん": "Measles-rubella",
    "水痘": "Varicella",
    "日本脳炎": "Japanese encephalitis",
}
