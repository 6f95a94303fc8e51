"""A described file → the draft of its register file, in TOML.

Everything is `drop` and not cleared: a draft lets nothing pass. A person states meanings, purposes and the legal basis.
"""

import json
from collections.abc import Sequence
from pathlib import PurePath

from sukoyaka.governance.register import ItemType
from sukoyaka.terminal.describe.columns import Column
from sukoyaka.terminal.describe.layout import Layout

_IDS = {  # usual column names → ids
    "宛名番号": "resident",
    "世帯番号": "household",
    "氏名": "name",
    "氏名カナ": "kana",
    "カナ氏名": "kana",
    "生年月日": "birth_date",
    "性別": "sex",
    "住所": "address",
    "方書": "building",
    "郵便番号": "postal_code",
    "続柄": "relation",
    "異動日": "moved_on",
    "異動事由": "reason",
    "届出日": "reported_on",
    "受診日": "date",
    "接種日": "date",
    "体重": "weight",
    "身長": "height",
}


def ids_of(columns: Sequence[Column]) -> list[str]:
    """An id for each column: the usual one, or its place."""
    used: set[str] = set()
    ids = []
    for index, column in enumerate(columns, start=1):
        usual = _IDS.get(column.name)
        ids.append(usual if usual and usual not in used else f"column_{index:02}")
        used.add(ids[-1])
    return ids


def draft(layout: Layout, columns: Sequence[Column]) -> str:
    """The TOML text. Columns that may not be here are left out, with a comment that says why."""
    kept = [column for column in columns if not column.forbidden]
    ids = dict(zip([column.name for column in kept], ids_of(kept), strict=True))
    parts = [_source(layout, kept, ids), _DEFAULT]
    parts += [_forbidden(column) for column in columns if column.forbidden]
    parts += [_item(ids[column.name], column) for column in kept]
    return "\n".join(parts)


_DEFAULT = """[default]
masking = "drop"        # nothing passes until a person states purpose, form and legal basis
purposes = []
approval = "not-cleared"
reason = "未記入"
sensitivity = "personal"
cost = { yen_per_year = 0, ease = "unknown" }

[approval."not-cleared"]
article = "未整理"
scope = "未記入"
status = "not cleared"
"""


def _source(layout: Layout, columns: Sequence[Column], ids: dict[str, str]) -> str:
    """What the file looks like, and guesses of whose rows they are and when they happened."""
    subject = next((c for c in columns if c.type is ItemType.RESIDENT_NUMBER), None)
    time = next((c for c in columns if c.type is ItemType.DATE and "生年" not in c.name), None)
    unsure = "" if subject and time else "   # not recognised: choose"
    stem = PurePath(layout.file)
    lines = [
        f"# Draft made from {layout.file}: complete every 未記入, then `sukoyaka register lint`.",
        "",
        "[source]",
        f"name = {_text(stem.stem)}",
        'english = "to be named"',
        'holder = "未記入"',
        f"files = [{_text(stem.stem.rstrip('0123456789') + '*' + stem.suffix)}]",
        'format = "csv"',
        f"encoding = {_text(layout.encoding or 'utf-8')}",
        f"subject = {_text(ids[(subject or columns[0]).name])}{unsure}",
        f"time = {_text(ids[(time or columns[0]).name])}{unsure}",
        'known = { after_months = 1, day = "last" }   # when the city can know it: confirm with the holder',
        'strand = "life"',
    ]
    lines += [f"delimiter = {_text(layout.delimiter)}"] * (layout.delimiter != ",")
    lines += [f"header_rows = {layout.header_rows}"] * (layout.header_rows > 1)
    return "\n".join([*lines, ""])


def _item(item_id: str, column: Column) -> str:
    lines = [f"# {warning}" for warning in column.warnings]
    lines += [f"[item.{item_id}]", f"column = {_text(column.name)}", 'meaning = "未記入"', f"type = {_text(column.type.value)}"]
    if column.pattern:
        lines += [f"pattern = '{column.pattern}'", f"required = {str(column.type is ItemType.RESIDENT_NUMBER).lower()}"]
    if column.codes:
        table = ", ".join(f"{_text(code)} = {_text(code)}" for code in column.codes)
        lines.append(f"codes = {{ {table} }}   # as written = what it means, with its polarity")
    return "\n".join([*lines, ""])


def _forbidden(column: Column) -> str:
    why = {"C-TAX": "課税・所得の情報は利用できません（地方税法22条）", "C-MYNUMBER": "個人番号は利用できません（番号法9条）"}
    return f"# {column.name}: {why[str(column.forbidden)]}。列を除いて出力してもらってください。\n"


def _text(value: str) -> str:
    """A basic string of TOML: its escapes are those of JSON."""
    return json.dumps(value, ensure_ascii=False)
