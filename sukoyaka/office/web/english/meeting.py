"""The English words of meetings, minutes and packets."""

WORDS = {
    "検討会の予定の閲覧": "Calendar of meetings seen",
    "検討会の設定": "Meeting planned",
    "検討会の閲覧": "Meeting seen",
    "検討会の議題の変更": "Agenda changed",
    "検討会の構成員の変更": "Members changed",
    "検討会でのこどもの閲覧": "Child seen in a meeting",
    "会議録の保存": "Minutes saved",
    "検討会の開会": "Meeting opened",
    "検討会の閉会": "Meeting closed",
    "出席と守秘の確認": "Attendance and confidentiality confirmed",
    "会議録の承認": "Minutes approved",
    "検討会の中止": "Meeting cancelled",
    "会議録への追記": "Addendum to minutes",
    "会議資料の作成依頼": "Packet ordered",
    "会議資料の作成": "Packet made",
    "会議資料を開く": "Packet opened",
    "会議資料の返却": "Packet given back",
    "会議資料の廃棄": "Packet destroyed",
}
