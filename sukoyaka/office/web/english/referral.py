"""The English words of reports, consultations and notices: the list, the search in the vault, joining."""

WORDS = {
    "責任者だけ": "chief only",
    "通告・相談など": "Reports and consultations",
    "通告・相談を受け付ける": "Take in a report or consultation",
    "通告・相談の一覧": "List of reports",
    "一覧にないこどもについて話があったときも、ここからケースを開きます。": "A case is opened here for a child that no list names, too.",
    "だれかの話から始まったケース。判定の一覧にあるかどうかによりません。": "Cases that began with somebody's word, on a list or not.",
    "まず、届いている氏名情報の中からこどもを探します。探したことも、示された人も、監査記録に残ります。入れた氏名は保存しません。": (
        "First look for the child among the names that were delivered. The search and everybody it shows are in the audit. "
        "The name you type is not stored."
    ),
    "こどもを探す": "Look for the child",
    "検索する理由": "Reason for the search",
    "こどもの氏名かフリガナ": "Name or kana of the child",
    "全部を入れるか、初めの2文字以上と生年月日・年齢を入れます。{n}人を超えると表示しません。": (
        "The whole name, or its first two characters or more with a birth date or an age. More than {n} are not shown."
    ),
    "およその年齢": "Age, about",
    "{n}歳くらい": "about {n}",
    "記録して探す": "Record and search",
    "こどもを選ぶ": "Choose the child",
    "当てはまるこども": "Children that fit",
    "{n}人が当てはまります。多いため表示しません。生年月日や名を加えてください。": (
        "{n} fit: too many to show. Add a birth date or the given name."
    ),
    "当てはまる就学前のこどもは、届いている氏名情報の中にいません。": "No preschool child among the delivered names fits.",
    "ケース": "Case",
    "まだケースはありません": "No case yet",
    "この中にいない（転入したばかり、滞在中など）": "Not among them (just moved in, staying here)",
    "氏名を手で入れて、ケースを開く": "Enter the name by hand and open a case",
    "氏名情報が届いたら、人が確かめて結びつけます。": "When a delivery names the child, a person checks and joins the two.",
    "フリガナ": "Kana",
    "いまいる所（わかれば）": "Where the child is now (if known)",
    "住所を隠す事情がある（居所は保存しません）": "The place must be hidden (it is not stored)",
    "受け付けた内容": "What was told",
    "受け付けた日": "Received on",
    "受け付けた人": "received by",
    "だれから": "From whom",
    "氏名・所属・連絡先": "Name, office, how to reach them",
    "こどもの画面だけに表示し、会議資料にも載せません。通告した人がわかることは、漏らしてはいけません（児童虐待防止法第7条）。": (
        "Shown on the child's page alone, never in meeting papers. Who reported must not be let out (Child Abuse Prevention Act, Art. 7)."
    ),
    "通告した人がわかることは、漏らしてはいけません。会議資料には区分と内容だけが載ります。": (
        "Who reported must not be let out. Meeting papers carry the kind and the contents alone."
    ),
    "何を聞いたか": "What was heard",
    "受け付けてケースを開く": "Take in and open the case",
    "同じこどもとして結びつける": "Join as the same child",
    "届いた氏名情報を探す": "Look among the delivered names",
    "手で入れたケースと、届いた氏名情報のこどもが同じかを、人が確かめます。どちらの記録も残り、対応は届いた方で続けます。": (
        "A person checks whether the case entered by hand and a delivered child are the same. Both records stay; the work goes on "
        "under the delivered one."
    ),
    "同じこどもと判断した理由": "Why it is the same child",
    "終結したものも": "Closed ones too",
    "氏名は手入力": "name entered by hand",
    "安全の確認": "Safety check",
    "判定の一覧": "On a list",
    "一覧にある": "On a list",
    "一覧にない": "On no list",
    "届いたケースに結びつけ済み": "Joined with a delivered case",
    "氏名情報が届いたかもしれません": "A delivery may have named the child",
    "当てはまるケースはありません。": "No case fits.",
    "どの判定の一覧にもないこどもです。経過・健診・世帯のデータは届いていません。何もなかったという意味ではありません。": (
        "This child is on no list. No data on its life, checkups or household have come; that does not mean that nothing happened."
    ),
    "同じこどものケース": "Case of the same child",
    "同じこどもかもしれない氏名情報が届いています。": "A name that may be the same child's has arrived.",
    "届いた氏名情報と結びつける": "Join with a delivered name",
    "氏名を手で入れたケースから引き継ぎました": "Taken over from a case entered by hand",
    "受け付けました。安全の確認と次の対応を記録してください": "Taken in. Record the safety check and what comes next",
    "同じこどもとして結びつけました。どちらの記録も残っています": "Joined as the same child. Both records are kept",
    "相談・連絡の受付": "Taking in a consultation",
    "通告": "Report of abuse",
    "相談": "Consultation",
    "ほかの機関からの連絡": "Notice of another body",
    "本人・家族": "Child or family",
    "親族": "Relative",
    "近隣・知人": "Neighbour or acquaintance",
    "保育所・幼稚園など": "Nursery or kindergarten",
    "きょうだいの学校": "A sibling's school",
    "医療機関": "Medical institution",
    "保健センター": "Health centre",
    "警察": "Police",
    "児童相談所": "Child guidance centre",
    "福祉事務所・民生児童委員": "Welfare office or commissioner",
    "ほかの市区町村": "Another municipality",
    "その他": "Other",
    "氏名での検索（複合化）": "Search by name (re-identification)",
    "氏名の手入力": "Name entered by hand",
    "通告・相談の受付": "Report or consultation taken in",
    "同じこどもとして結びつけ": "Joined as the same child",
    "通告・相談の一覧の閲覧": "List of reports seen",
    "判定の一覧に載り、データが届いた": "Now on a list: data has come",
    "通告・相談を受け付けた": "A report or consultation was taken in",
    "こどもの安全を確認する（通告から48時間）": "See that the child is safe (48 hours from the report)",
    "同じこどものケースに結びつけた": "Joined with the case of the same child",
    "結びつけの取り消し": "Join taken back",
    "結びつけを取り消しました。どちらの記録も残っています": "The join was taken back. Both records are kept",
    "結びつけていた間に届いた方のケースに書いた記録は、そちらに残ります。要るものは書き写してください": (
        "What was written in the delivered case while the two were joined stays there. Copy what belongs elsewhere"
    ),
    "結びつけを取り消す": "Take the join back",
    "結びつけを取り消す（別のこどもだった）": "Take the join back (it was another child)",
    "別のこどもと判断した理由": "Why it is another child",
    "通告・相談の記録はこのケースに戻ります。結びつけていた間に届いた方のケースに書いた記録は、そちらに残ります。": (
        "The words told come back to this case. What was written in the delivered case while the two were joined stays there."
    ),
    "別のこどもとわかり、結びつけを取り消しました": "Found to be another child; the join was taken back",
}
