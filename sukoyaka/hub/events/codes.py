"""The code dictionary: each event code that occurs, with its Japanese word, source, strand and unit.

The word is composed: labels of the code's variables (「1歳6か月児健診」), then the label of the item (「体重」), or, for the
row itself, the word of the code's last part (「受診」).
"""

from collections.abc import Mapping

import polars as pl

from sukoyaka.governance.register import ItemType
from sukoyaka.hub.events.plan import Emission
from sukoyaka.hub.store.tables import schema, variables
from sukoyaka.records.platform import CODES

LAST_PARTS = {"DONE": "受診", "START": "開始", "END": "終了", "CLOSED": "終結"}


def code_row(emission: Emission, values: Mapping[str, object]) -> dict[str, str | None]:
    """A row of `platform.CODES` for one code. `values`: variable → value."""
    return {
        "code": emission.template.format(**values),
        "label": label(emission, values),
        "source": emission.source.id,
        "strand": emission.source.strand,
        "unit": emission.item.unit if emission.item and not emission.ends else None,
    }


def label(emission: Emission, values: Mapping[str, object]) -> str:
    """The Japanese word of a code."""
    words = [_word(emission, name, values[name]) for name in variables(emission.template)]
    if emission.item and not emission.ends:
        own = emission.item.label or emission.item.column
        return f"{own} {words[0]}" if emission.item.id in variables(emission.template) else " ".join([*words, own])
    last = LAST_PARTS.get(emission.template.rpartition("/")[2])
    return " ".join([*(words or [emission.source.name]), *([last] if last else [])])


def _word(emission: Emission, name: str, value: object) -> str:
    """An integer in a code counts repetitions."""
    item = emission.source.item(name)
    if item.type is ItemType.INTEGER:
        return f"{value}回目"
    return (item.labels or {}).get(str(value), str(value))


def dictionary(rows: list[dict[str, str | None]]) -> pl.DataFrame:
    """Rows of `platform.CODES`, each code once."""
    frame = pl.DataFrame(rows, schema=schema(CODES.columns))
    return frame.sort("code", "source", "label", "unit").unique("code", keep="first", maintain_order=True)
