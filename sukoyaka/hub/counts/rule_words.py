"""What each rule of cleansing does, in the words of the quality page, with an example that is nobody's.

Reads nothing, writes nothing. Why here: the rules themselves know no screen.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A rule in words: what it does and why, and an invented example."""

    does: str
    example: str


WORDS: Mapping[str, Words] = {
    "unknown-person": Words("住民の記録にない人の行を除く", "宛名番号が住民の記録のどこにもない健診の行"),
    "incomplete": Words("日付や必須の項目が空の行を除く", "健診日が空欄の行"),
    "never-registered": Words("台帳の符号表にない値を空にする（読めなくなる行は除く）", "健診の区分「99X」"),
    "duplicate-row": Words("すべての項目が同じ行は、先に分かった1行だけ残す", "抽出期間が重なり2度出た同じ受診"),
    "before-birth": Words("生まれる前の行を除く（住民異動は出生月に直す）", "2021年5月生まれで健診日が2020年1月1日"),
    "after-death": Words("死亡より後の行を除く", "死亡日の翌月の受診"),
    "height-weight-swapped": Words("身長と体重が入れ替わっていれば戻す", "身長10,500・体重80 → 身長80・体重10,500"),
    "weight-in-kilograms": Words("kgで書かれた体重をgに直す", "体重9.8 → 9,800"),
    "implausible-for-age": Words("その月齢にありえない計測値を空にする", "1歳7か月で身長49cm"),
    "out-of-range": Words("台帳の範囲の外の数を空にする（必須なら行を除く）", "在胎週数 400"),
    "repeated-dose": Words("同じ日の同じ接種が2度入っていれば、先の1行だけ残す", "同じ日のMR 1期が2行"),
    "ends-before-it-begins": Words("始まりより前の終わりを空にする（資格なら行を除く）", "4月1日からの手当の終了日が3月1日"),
    "told-by-another-source": Words("別のレセプトにもある同じ受診は、費用の低い方を残す", "国保と小児医療の両方にある同じ日の通院"),
    "latest-row-wins": Words("同じ人の生年月日・性別が食い違えば、新しい異動の行を採る", "転入時と出生時で性別が違う"),
}
