"""The English words of the pictures: growth, checkups and vaccinations, household, time line, dashboards."""

WORDS = {
    "判定への同意の状況": "What people say of the determination",
    "判定への同意の表": "Table of what people say",
    "同意しなかった理由の表": "Table of why people did not agree",
    "こどもを見た人が判定に同意したか。担当課・月ごとに、それぞれの人の最後の意見を数えます。多い少ないは、良し悪しではありません。": (
        "Whether those who looked agreed: the latest word of each person, by office and month. More or less is neither good nor bad."
    ),
    "10未満の数と、そこから計算できる数は示しません。": "Counts under 10, and counts from which one would follow, are not shown.",
    "担当課": "Office",
    "同意の割合": "Share that agrees",
    "年月": "Month",
    "意見の種類": "Answer",
    "件数": "Count",
    "理由の区分": "Category of the reason",
    "意見はまだありません。": "Nobody has said anything yet.",
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
    "計測がない時期（線はつながず、低下だけ破線）": "No measurement (not joined; a fall is dashed)",
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
    # time line
    "きょうだい": "Brothers and sisters",
    "{n}本をたたんで表示": "{n} lanes folded",
    "← これより前に{n}件": "← {n} before this",
    "これまで全体": "Whole life",
    "2年": "2 years",
    "6か月": "6 months",
    "たたむ": "Fold",
    "時系列の期間": "Span of the time line",
    "経過を文章で読む": "Read as text",
    # chronology
    "経過の文章": "Chronology",
    "こどもの画面へ戻る": "Back to the child",
    "記録から自動で下書きした文です。内容を確かめ、必要な所を直して使ってください。": (
        "Drafted from the records. Check it, and mend what needs mending, before you use it."
    ),
    "本人だけ": "The child alone",
    "同居者も": "Everybody at home",
    "文章を写す": "Copy the text",
    "写しました": "Copied",
    "出典": "Source",
    "この期間の記録はありません。何もなかったという意味ではありません。": (
        "Nothing is recorded in this span. That does not mean that nothing happened."
    ),
    # household
    "□ は男、○ は女、中の数字は年齢、二重線は本人、＋ は新しく加わった人。": (
        "□ male, ○ female, the number is the age, a double outline is the child, ＋ is new."
    ),
    "続柄は世帯主から見た登録上のもので、線は登録からわかる関係だけです。": (
        "Relations are those of the register, from the head of the household; lines show only what the register tells."
    ),
    "住まいの場所は表示しません。": "Where they live is not shown.",
    "いまの地区": "District now",
    "日付を動かす": "Move the day",
    "世帯が変わった日": "Days on which the household changed",
    "からいままで": "until now",
    "届出": "Registered",
    "加わった人": "Came",
    "いなくなった人": "Left",
    "続柄の変更": "Relation changed",
    "世帯の図": "The household",
    "こどもの世帯": "The child's household",
    "同じ住所の別の世帯": "Another household at the same address",
    "同じ住所": "Same address",
    "同居している人の記録はありません": "Nobody is recorded at home",
    "{n}人世帯": "Household of {n}",
    # header and reasons
    "最後に姿が確かめられた日": "Last seen",
    "{n}日前": "{n} days ago",
    "仮名で閲覧中": "Pseudonymous",
    "前回の判定から変わったこと": "What changed since the determination before",
    "これより前の判定はありません。": "There is no earlier determination.",
    "前回": "Before",
    "前回はどの一覧にもいませんでした。": "The child was on no list before.",
    "前回は別の一覧にいました。": "The child was on another list before.",
    "新しい": "New:",
    "なくなった": "Gone:",
    "理由は前回と同じです。": "The reasons are the same.",
    "データについての注意": "About the data",
    "このこどもについては一度も届いていない": "never supplied for this child",
    "{n}日前までの内容": "contents until {n} days before",
    "古いデータ、届いていないデータはありません。": "No source is old or missing.",
    "この判定に見えないもの": "What the determination cannot see",
    "家庭の中の出来事、本人の言葉やけがの様子は、ここには現れません。": (
        "What happens at home, a child's own words and injuries do not show here."
    ),
    "届いているデータ以外の医療と、市外での健診・接種・相談は、ほとんど現れません。": (
        "Care that no delivered source tells of, and checkups, doses and consultations elsewhere hardly show."
    ),
    "「わからないこと」は、判定では「はい」とも「いいえ」とも数えていません。": "What is unknown counts neither as yes nor as no.",
    "この判定の記録": "Record of this determination",
    "判定の番号": "Number of the determination",
    "もとのデータの番号": "Number of the data",
    # dashboards
    "進みぐあい": "Progress",
    "最新の判定で一覧に載ったこどもについて、人の確認と支援がどこまで進んだかを数で示します。": (
        "How far people have come with the children listed by the latest determination, in counts."
    ),
    "判定から終結まで": "From determination to close",
    "その段階に一度でも進んだこどもの数。割合は一覧に載ったこどもと、通告・相談で始まったこどもの合計に対するもの。": (
        "Children that ever came to the step; shares are of the listed children."
    ),
    "一覧に載った": "Listed",
    "通告・相談で始まった（一覧にない）": "Began with a report (not listed)",
    "確認を始めた": "Looked into",
    "検討会へ送った": "Sent to the meeting",
    "支援を始めた": "Support begun",
    "見守りへ": "Watched over",
    "終結した": "Closed",
    "まだ確認を始めていないこどもの待ち日数": "Days that children wait whom nobody has looked at yet",
    "確認を始めるまでの中央値 {n}日": "median of {n} days until somebody looked",
    "最も長い待ち {n}日": "longest wait {n} days",
    "7日以内": "Within 7 days",
    "8〜14日": "8 to 14 days",
    "15〜28日": "15 to 28 days",
    "29〜56日": "29 to 56 days",
    "57日以上": "57 days and more",
    "いまの状態": "Where they stand now",
    "数の表": "Table of counts",
    "図の数を表で読む": "Read the counts as a table",
    "判定から終結までの図": "Picture of the steps",
    "待ち日数の図": "Picture of the waiting times",
    "いまの状態の表": "Table of states",
    "段階・待ち日数": "Step, days waited",
    "待ち": "Waiting",
    "人数": "Children",
    "示せない数": "not told",
    "地区の地図": "Map of the districts",
    "10未満の数と、引き算でそれがわかる数は示しません。色の濃さは数で、危険の大きさではありません。": (
        "Counts under 10, and those from which one would follow, are not told. Darker means more children, not more danger."
    ),
    "地図に示す数": "What the map shows",
    "0〜5歳のこどもの数": "Children of 0–5",
    "一覧のこどもの数": "Listed children",
    "地区の境界がまだ登録されていません。町丁目の境界（GeoJSON）を登録すると地図が表示されます。": (
        "No boundaries of districts are registered yet. The map shows once a GeoJSON file of them is."
    ),
    "境界のない地区が{n}あります。": "{n} districts have no boundary.",
    "地区の表": "Table of districts",
    "地区の番号": "Code",
    "{n}の地区。数は下の表で読めます。": "{n} districts; the counts are in the table below.",
    "10未満": "under 10",
    "非公表": "withheld",
    "▲ は3か月より古いデータ。右の線が今日です。": "▲ older than three months. The line at the right is today.",
    "データの鮮度の図": "Picture of data freshness",
    "鮮度と質の表": "Table of freshness and quality",
    "進みぐあい・地図の閲覧": "Progress or map seen",
    "地区の境界の登録": "Boundaries of districts registered",
}
