"""The findings: an id, what it says to the department, and how to mend the export.

L… are the ids of the Digital Agency's machine-readability rules (データの機械可読性ルール, 2026); C-… are our own, about content.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One kind of finding. `quarantines`: the row is held back where the item is required."""

    id: str
    says: str
    mend: str


_RULES = (
    Rule("L1-03", "空行があります", "空行を入れずに出力してください"),
    Rule("L1-04", "表の外に表題や合計の行があります", "表題と合計の行を出力しないでください"),
    Rule("L1-08", "外字・代替文字（〓など）があります", "そのままで構いません。氏名の照合に使えないことがあります"),
    Rule("L1-15", "列の数が見出しと合わない行があります", '値にカンマや改行がある列を「"」で囲んで出力してください'),
    Rule("L2-01", "数でない値があります", "数字だけを出力してください（単位や記号を付けない）"),
    Rule("L2-03", "同じ名前の列が二つあります", "片方の列を除いてください"),
    Rule("L2-04", "コード表にない値があります", "コード表の値に直すか、コード表の変更を台帳に届け出てください"),
    Rule("L3-01", "見出しの行がありません", "1行目を見出しにしてください"),
    Rule("L3-08", "文字コードが台帳と違います", "台帳に記載の文字コードで出力してください"),
    Rule("C-REQUIRED", "必須の項目が空です", "値を補って出力し直してください"),
    Rule("C-ID-WIDTH", "番号の桁が足りません（先頭の0が失われています）", "表計算ソフトで開かずに、システムから直接出力してください"),
    Rule("C-ID-EXCEL", "番号が指数表示（1.23E+11）になっています", "表計算ソフトで開かずに、システムから直接出力してください"),
    Rule("C-ID", "番号の形式が違います", "番号を確認してください"),
    Rule("C-DATE", "ありえない日付、または読めない日付です", "日付を確認してください"),
    Rule("C-FUTURE", "抽出日より後の日付です", "日付を確認してください"),
    Rule("C-RANGE", "ありえない大きさの値です", "値と単位を確認してください"),
    Rule("C-UNIT", "単位が違うと思われる値です（kgとgなど）", "台帳の単位で出力してください"),
    Rule("C-DUPLICATE", "まったく同じ行があります", "重複を除いて出力してください"),
    Rule("C-UNDECLARED", "台帳にない列があります", "列を除くか、総括管理主体と法的整理のうえ台帳に登録してください"),
    Rule("C-TAX", "課税・所得に関する列があります", "列を除いてください。課税情報は利用できません"),
    Rule("C-MYNUMBER", "個人番号があります", "列を除いてください。個人番号は利用できません"),
    Rule("C-UKE-CUT", "レセプトのファイルが途中で切れています", "もう一度出力するか、写し直してください"),
    Rule("C-UKE-MONTH", "診療年月が読めないレセプトがあります", "審査支払機関に確認してください"),
    Rule("C-POINTS", "明細の点数の合計が請求点数と合いません", "返戻・査定の反映を確認してください"),
    Rule("C-MASTER", "傷病名マスターにないコードです", "適用時期の合う傷病名マスターを端末に置いてください"),
)
RULES = {rule.id: rule for rule in _RULES}
