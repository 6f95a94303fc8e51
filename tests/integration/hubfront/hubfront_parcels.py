"""A small sending zone: frames become Parquet and a sealed parcel, as a terminal would carry it to the hub."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.hub import flow
from sukoyaka.hub.store.tables import delivered_columns
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys
from sukoyaka.parcel.seal import Letter, seal

DAY = date(2024, 4, 1)
PASSPHRASE = "correct horse"
LINE = 2


def person(number: int) -> str:
    """A pseudonym that looks like one."""
    return f"{number * 2654435761 % 2**64:016x}{number:016x}"


@dataclass(frozen=True)
class Terminal:
    """Seals parcels for one hub."""

    keys: ZoneKeys
    hub: PublicKeys
    register: Register
    work: Path

    def frame(self, table: str, rows: list[dict[str, object]], created_on: date = DAY) -> pl.DataFrame:
        """A masked table with every column that the register delivers; what a row does not say is empty."""
        source = self.register.source(table.partition(".")[0])
        schema = delivered_columns(source, table, created_on)
        full = [{"file": 0, "line": LINE + n, **row} for n, row in enumerate(rows)]
        return pl.DataFrame(full, schema=schema)

    def seal(
        self,
        tables: Mapping[str, list[dict[str, object]] | pl.DataFrame],
        out: Path,
        *,
        sequence: int = 1,
        created_on: date = DAY,
        kind: str = "data",
        register_version: str | None = None,
        rows: Mapping[str, int] | None = None,
        key_id: str = "1a2b3c4d",
    ) -> Path:
        """A parcel with the tables, and the `subjects` and `sources` that go with them unless they are given."""
        frames = {n: r if isinstance(r, pl.DataFrame) else self.frame(n, r, created_on) for n, r in tables.items()}
        frames = {"subjects": subjects(frames), "sources": sources(frames, created_on)} | frames
        paths = {}
        for name, frame in frames.items():
            paths[f"{name}.parquet"] = self.work / f"{sequence}-{name}.parquet"
            frame.write_parquet(paths[f"{name}.parquet"])
        stated = {f"{name}.parquet": frame.height for name, frame in frames.items()} | dict(rows or {})
        letter = Letter(kind, sequence, created_on, register_version or self.register.version, rows=stated, key_id=key_id)
        return seal(paths, letter, sender=self.keys, receiver=self.hub, out=out)


def subjects(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Every pseudonym of the tables, with a case."""
    columns = [frame[name] for frame in frames.values() for name in ("resident", "child", "recipient", "card") if name in frame.columns]
    found = sorted({value for column in columns for value in column.drop_nulls()})
    return pl.DataFrame({"person": found, "case": [value[::-1] for value in found]}, schema={"person": pl.String, "case": pl.String})


def sources(frames: Mapping[str, pl.DataFrame], through: date) -> pl.DataFrame:
    """The sources of the tables, delivered through a day."""
    names = sorted({table.partition(".")[0] for table in frames} - {"subjects", "sources"})
    count = dict.fromkeys(("rows_read", "rows_kept", "rows_quarantined", "rows_delivered"), 0)
    return pl.DataFrame([{"source": name, "known_through": through, **count} for name in names])


def lived(number: int, *, household: int = 1, born: date = date(2021, 5, 1), on: date | None = None, **more: object) -> dict[str, object]:
    """A row of the resident register: born here, or moved in `on` a day."""
    day = on or born
    home = {"household": person(700 + household), "town": "000010", "dwelling": person(900 + household)}
    own = {"resident": person(number), "sequence": 1, "birth_date": born, "sex": "female", "relation": "子"}
    return at(day, day, **own, **home, reason="MOVE_IN" if on else "BIRTH", moved_on=day, reported_on=day) | more


def at(happened_on: date, known_on: date, **items: object) -> dict[str, object]:
    """A row with its two days."""
    return {"happened_on": happened_on, "known_on": known_on, **items}


def checkup(number: int, **more: object) -> dict[str, object]:
    """A checkup at 1 year and 7 months whose weight is written in kilograms."""
    day = date(2022, 12, 10)
    found = {"age_months": 19, "height": 79.5, "weight": 9.8, "support_need": "nurse"}
    return at(day, date(2023, 1, 31), resident=person(number), round="18M", date=day, **found) | more


def dose(number: int, entered_on: date) -> dict[str, object]:
    """The first dose against measles and rubella."""
    day = date(2022, 6, 1)
    return at(day, entered_on, resident=person(number), vaccine="MR", dose=1, date=day, entered_on=entered_on)


def allowance(recipient: int, child: int) -> dict[str, object]:
    """An allowance that ended."""
    day = date(2022, 1, 5)
    who = {"recipient": person(recipient), "child": person(child)}
    return at(day, date(2022, 2, 28), **who, from_on=day, grade="full", until_on=date(2023, 6, 9))


def consultation(number: int, **more: object) -> dict[str, object]:
    """A consultation about abuse."""
    day = date(2023, 3, 3)
    return at(day, date(2023, 3, 31), resident=person(number), received_on=day, kind="ABUSE", severity="mild") | more


def qualification(number: int) -> dict[str, object]:
    """A year and a half in the national health insurance."""
    day = date(2021, 9, 1)
    return at(day, date(2021, 9, 30), resident=person(number), from_on=day, until_on=date(2023, 4, 1))


def claim(number: int) -> dict[str, list[dict[str, object]]]:
    """One receipt: a suspected injury, seen out of hours."""
    day, known = date(2022, 8, 3), date(2022, 10, 31)
    return {
        "claims_nhi.receipt": [{"card": person(number), "month": day.replace(day=1), "setting": "outpatient", "known_on": known}],
        "claims_nhi.diagnosis": [at(day, known, card=person(number), diagnosis="S00", certainty="suspected", diagnosed_on=day)],
        "claims_nhi.visit": [at(day, known, card=person(number), date=day, setting="outpatient", out_of_hours=True)],
    }


def family() -> dict[str, list[dict[str, object]]]:
    """A mother and two children with a little of every source, and a little dirt."""
    mother = lived(1, born=date(1990, 3, 1), on=date(2019, 4, 2), relation="世帯主")
    return {
        "resident": [mother, lived(2), lived(3, born=date(2023, 2, 1), sex="male")],
        "checkup_child": [checkup(2), checkup(2), checkup(99)],
        "vaccination": [dose(2, date(2022, 6, 20)), dose(2, date(2022, 7, 9))],
        "child_allowance": [allowance(1, 2)],
        "consultation": [consultation(2)],
        "nhi_qualification": [qualification(2)],
    } | claim(2)


@dataclass(frozen=True)
class Hub:
    """A hub's home, and its commands as processes of their own."""

    home: Path

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """A command, running."""
        environment = {**os.environ, "SUKOYAKA_PASSPHRASE": PASSPHRASE}
        command = [sys.executable, "-c", "from sukoyaka.cli import main; main()", "hub", *arguments, "--home", str(self.home)]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def receive(self, directory: Path, register: Path | None = None) -> list[tuple[str, int]]:
        """Takes in a directory; (outcome, exit code) of each parcel."""
        outcomes = flow.receive(directory, self.home, register, DAY, PASSPHRASE)
        return [(o.outcome, int(o.error.exit_code) if o.error else 0) for o in outcomes]

    def build(self, as_of: date = DAY, register: Path | None = None) -> Path:
        """Builds; the directory of the snapshot."""
        result = flow.build(self.home, register, as_of, PASSPHRASE)
        return self.home / "snapshots" / str(result["snapshot"])

    def bytes(self, *folders: str) -> dict[str, bytes]:
        """Every file of the home, or of some of its folders."""
        roots = [self.home / folder for folder in folders] or [self.home]
        return {str(p.relative_to(self.home)): p.read_bytes() for root in roots for p in sorted(root.rglob("*")) if p.is_file()}
