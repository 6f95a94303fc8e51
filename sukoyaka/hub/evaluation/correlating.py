"""Runs the correlations of criteria on a hub's home and writes them, whole, under the name of what they were made from.

Reads the mart, criteria and a label; writes `correlations/<name>/`. Where the outcomes of the day
cannot be known yet, the items stand alone.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.governance.register import Register
from sukoyaka.hub.evaluation import labels
from sukoyaka.hub.evaluation.correlations import columns, correlate, label_column
from sukoyaka.hub.evaluation.report.heat import page
from sukoyaka.hub.evaluation.run import CODE, REPORT, Grounds, grounds, name_of
from sukoyaka.hub.features import households
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.view import View, open_view
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.model.design import Ints
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import code_version
from sukoyaka.hub.store.home import fresh_draft, publish

DOCUMENT = "correlations.json"


@dataclass(frozen=True)
class Asked:
    """What is asked for."""

    criteria: Criteria
    definition: labels.Definition
    as_of: date
    about: str


def run(home: Path, register: Register, asked: Asked, advance: Advance = silent) -> tuple[Path, dict[str, Any]]:
    """Writes the document and the page; returns the directory and the document."""
    with grounds(home, register, asked.definition, [asked.criteria], asked.as_of, advance) as base:
        found = {**_heading(asked, base, register), **_found(asked, base, advance)}
    document = found | {"name": name_of(found)}
    target = home / "correlations" / document["name"]
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = fresh_draft(target)
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    (draft / REPORT).write_bytes(page(document).encode())
    publish(draft, target)
    return target, document


def _found(asked: Asked, base: Grounds, advance: Advance) -> dict[str, Any]:
    place, past = base.past.place, base.past
    view = open_view(place.engine, place.mart, place.permit, asked.as_of, base.snapshot)
    values = measure(view, [past.features[name] for name in sorted(past.features)], advance)
    subjects = view.children["subject_id"]
    label = None
    if asked.definition.known_from(asked.as_of) <= base.reach:
        after = open_view(place.engine, place.mart, place.permit, asked.definition.until(asked.as_of), base.snapshot)
        told = labels.outcomes(view, after, asked.definition, base.reach)
        label = label_column(told, asked.definition.title, subjects)
    return correlate(columns(asked.criteria, values, subjects), label, _households(view, subjects))


def _households(view: View, subjects: pl.Series) -> Ints:
    home = households.homes(view.spells).select("subject_id", "household_id")
    joined = pl.DataFrame({"subject_id": subjects}).join(home, on="subject_id", how="left", maintain_order="left")
    return joined["household_id"].fill_null(-1).to_numpy().astype(np.int64)


def _heading(asked: Asked, base: Grounds, register: Register) -> dict[str, Any]:
    known = asked.definition.known_from(asked.as_of)
    return {
        "about": asked.about,
        "as_of": asked.as_of.isoformat(),
        "snapshot": base.snapshot,
        "register": register.version,
        "code": code_version(CODE),
        "criteria": {"name": asked.criteria.name, "title": asked.criteria.title, "sha256": asked.criteria.digest},
        "label": {
            "name": asked.definition.name,
            "title": asked.definition.title,
            "sha256": asked.definition.digest,
            "known_from": known.isoformat(),
            "last_as_of": asked.definition.last_as_of(base.reach).isoformat(),
            "known": known <= base.reach,
        },
    }
