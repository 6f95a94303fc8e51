"""Which registered items the criteria use, and which caseworkers wished for: beside the register's costs, what a choice of items rests on.

Reads the criteria files and the newest feedback; gives a document for `sukoyaka register compare --use`. Wishes under ten are a mark.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sukoyaka.governance.register import Register
from sukoyaka.hub.features.model import items_read
from sukoyaka.hub.feedback import newest
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.store import feedback
from sukoyaka.records.feedback import WISHES

FEW = 10


def item_use(home: Path, criteria: Iterable[Criteria], register: Register) -> dict[str, Any]:
    """`items`: by `source.item` the criteria's own item ids by version, and how many children it was wished for."""
    items: dict[str, dict[str, Any]] = {}
    versions = list(criteria)
    for rules in versions:
        for entry in rules.entries:
            for source, item in items_read(entry.feature, register):
                used = items.setdefault(f"{source}.{item}", {"criteria": {}})["criteria"]
                used.setdefault(rules.name, []).append(entry.id)
    for name, asked in _wishes(home):
        items.setdefault(name, {"criteria": {}})["wished"] = asked if asked >= FEW else f"<{FEW}"
    sorted_use = {name: {**use, "criteria": {v: sorted(ids) for v, ids in use["criteria"].items()}} for name, use in sorted(items.items())}
    return {"version": 1, "register_version": register.version, "criteria": [rules.name for rules in versions], "items": sorted_use}


def _wishes(home: Path) -> list[tuple[str, int]]:
    """Of the newest feedback; what is not registered yet comes as `new.category`."""
    parcel = newest(home)
    if parcel is None:
        return []
    rows = feedback.read(parcel.directory, WISHES)
    return [(f"{source}.{item}", asked) for source, item, asked in rows.select("source", "item", "asked").iter_rows()]
