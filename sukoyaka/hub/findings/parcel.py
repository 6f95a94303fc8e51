"""Seals the findings to the office.

Writes a findings parcel and keeps its number in `sequence.json`. The same run sealed again keeps its number and its name.
"""

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.hub.features.view import View
from sukoyaka.hub.findings.districts import districts
from sukoyaka.hub.findings.tables import Source
from sukoyaka.hub.screening import lists
from sukoyaka.hub.store import files as store
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records.findings import Run, Tier

KIND = "findings"


def run_of(source: Source, everybody: View) -> Run:
    """What the office is told about the determination; `everybody` of its population."""
    determination, criteria = source.determination, source.criteria
    children = determination.children
    size = lists.sizes(children)
    asked = children.height * len(criteria.entries)
    return Run(
        run_id=determination.run_id,
        as_of=determination.as_of,
        criteria=criteria.name,
        criteria_title=criteria.title,
        snapshot=determination.snapshot,
        labels={str(tier): label for tier, label in criteria.labels.items()},
        population=children.height,
        support_needed=size[Tier.SUPPORT_NEEDED],
        at_risk=size[Tier.AT_RISK],
        unknown_share=round(determination.unknowns.height / asked, 6),
        sources=[_source(source, name) for name in sorted(source.view.known_through)],
        districts=districts(everybody),
    )


def footing_of(source: Source) -> dict[str, str]:
    """What stands in `run.json` beside the run: the digest of the criteria, and the day and the digest of the act that adopted them."""
    act = source.determination.adoption
    adopted = (act.on.isoformat(), act.record) if act else ("", "")
    return {"criteria_sha256": source.criteria.digest, "adopted_on": adopted[0], "adoption": adopted[1]}


def seal_findings(
    tables: Mapping[str, pl.DataFrame],
    run: Run,
    home: Path,
    out: Path,
    keys: ZoneKeys,
    office: PublicKeys,
    register: str,
    footing: Mapping[str, str],
    advance: Advance = silent,
) -> Path:
    """Writes the tables and `run.json` (the run and its `footing_of`) into a parcel under OUT; returns its directory."""
    with tempfile.TemporaryDirectory(prefix=".findings-", dir=home) as scratch:
        directory = Path(scratch)
        for name, frame in tables.items():
            store.write(frame, directory / f"{name}.parquet")
        (directory / "run.json").write_bytes(store.to_json(asdict(run) | dict(footing)))
        files = {path.name: path for path in sorted(directory.iterdir())}
        rows = {f"{name}.parquet": frame.height for name, frame in tables.items()}
        number = _number(home / "sequence.json", run.run_id)
        letter = Letter(KIND, number, run.as_of, register, counts={name: frame.height for name, frame in tables.items()}, rows=rows)
        return seal(files, letter, sender=keys, receiver=office, out=out, advance=advance)


def _source(source: Source, name: str) -> dict[str, str | int]:
    registered = source.register.source(name)
    read, held, unplaced = source.view.held.counts.get(name, (0, 0, 0))
    return {
        "source": name,
        "name": registered.name,
        "holder": registered.holder,
        "known_through": source.view.known_through[name].isoformat(),
        "rows_read": read,
        "rows_held_back": held,
        "rows_unplaced": unplaced,
    }


def _number(path: Path, run_id: str) -> int:
    """The run's place in the sequence of findings: a new one for a new run, the old one for an old run."""
    document: dict[str, dict[str, int]] = json.loads(path.read_text()) if path.exists() else {}
    numbers = document.setdefault(KIND, {})
    if run_id not in numbers:
        numbers[run_id] = max(numbers.values(), default=0) + 1
        draft = path.with_name(f".{path.name}")
        draft.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")
        draft.replace(path)
    return numbers[run_id]
