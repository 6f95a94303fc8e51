"""Statistics for planning: children by district and age, checkups, vaccinations, lists; every table checked against disclosure.

Reads the planning mart (and of the latest determination the lists, by district alone). Writes CSV and one HTML page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.counts.crossed import ALL, Crossed, crossed
from sukoyaka.hub.features.rules.checkups import ROUNDS, due_rounds
from sukoyaka.hub.features.view import View, open_view
from sukoyaka.hub.marts import anonymity, open_mart
from sukoyaka.hub.marts.planning import district
from sukoyaka.hub.screening import adoption
from sukoyaka.hub.screening.determination import RUNS
from sukoyaka.hub.store import files
from sukoyaka.records.findings import Tier
from sukoyaka.records.purpose import Purpose

NOWHERE = "不明"
AGES = tuple(f"{age}歳" for age in range(6))
BANDS = ("0-2歳", "3-5歳")
LADDER = (("district", "age", "sex"), ("district", "age"), ("district", "band"), ("district",))
"""How finely children may be told apart, the finest first."""

DOSES = {
    "MR/1": ("麻しん風しん 1期", 12, 24),
    "BCG/1": ("BCG", 5, 12),
    "PCV/3": ("小児用肺炎球菌 3回目", 6, 12),
}
"""Dose → in words, month from which a child must have lived here, month at which it should have been given (予防接種法の定期接種)."""

RESIDENCE = ("resident", "birth_date", "sex", "town", "moved_on")
READS = {
    "resident": RESIDENCE,
    "checkup_child": ("resident", "round", "date"),
    "vaccination": ("resident", "vaccine", "dose", "date"),
}
"""Items that must be cleared for planning on the day."""

YES = {"checkups": ("受けた", "受けていない"), "vaccinations": ("接種した", "していない")}


@dataclass(frozen=True)
class Table:
    """One table of the page: `name` of its file, `share` the column whose share of the row is told too."""

    name: str
    title: str
    cells: Crossed
    share: str = ""


@dataclass(frozen=True)
class Statistics:
    """Everything that is told."""

    as_of: date
    snapshot: str
    tables: tuple[Table, ...]
    gate: anonymity.Gate
    run: Mapping[str, Any] | None  # the determination whose lists are counted

    def document(self) -> dict[str, Any]:
        """As JSON has it; marks stand as their words."""
        tables = {table.name: [{"district": row, **cells} for row, cells in table.cells.lines()] for table in self.tables}
        lists = {key: self.run[key] for key in ("run", "as_of", "criteria")} if self.run else None
        return {"as_of": self.as_of, "snapshot": self.snapshot, "anonymity": self.gate.document(), "lists_of": lists, "tables": tables}


def statistics(home: Path, register: Register, as_of: date, snapshot: str | None) -> Statistics:
    """Everything that may be told of the children of a day. Raises `NoSnapshot`, `NotPermitted`."""
    permit = Permit(register, Purpose.PLANNING, as_of)
    for source, items in READS.items():
        permit.require(source, items)
    mart = open_mart(home, Purpose.PLANNING, snapshot)
    with Duck() as engine:
        view = open_view(engine, mart, permit, as_of, mart.snapshot)
        children = located(view)
        gate = anonymity.gate(children, LADDER)[1]
        tables = [_children(children, gate), *_checkups(view, children), *_vaccinations(view, children)]
    run = _latest(home, as_of)
    if run is not None:
        Permit(register, Purpose.SCREENING, as_of).require("resident", RESIDENCE)
        tables.append(_lists(home, run))
    return Statistics(as_of, mart.snapshot, tuple(tables), gate, run)


def located(view: View) -> pl.DataFrame:
    """`subject_id, birth_month, sex, months, district, age, band` of every resident child."""
    home = view.spells.filter(pl.col("until_on").is_null()).sort("subject_id", "from_on").unique("subject_id", keep="last")
    years = pl.col("months") // 12
    return view.children.join(home.select("subject_id", "town"), on="subject_id", how="left").select(
        "subject_id",
        "birth_month",
        "sex",
        "months",
        district(pl.col("town")).fill_null(NOWHERE).alias("district"),
        (years.cast(pl.String) + "歳").alias("age"),
        pl.when(years < 3).then(pl.lit(BANDS[0])).otherwise(pl.lit(BANDS[1])).alias("band"),
    )


def _children(children: pl.DataFrame, gate: anonymity.Gate) -> Table:
    column, words = ("age", AGES) if "age" in gate.by else ("band", BANDS)
    return Table("children", "地区と年齢ごとのこどもの数", crossed(children, "district", column, words))


def _checkups(view: View, children: pl.DataFrame) -> list[Table]:
    """A round's table counts the children for whom it is over and it is known whether they came."""
    came, stayed = YES["checkups"]
    known = due_rounds(view).filter(pl.col("outcome").is_in(["attended", "missed"]))
    found = known.join(children.select("subject_id", "district"), on="subject_id")
    found = found.with_columns(pl.when(pl.col("outcome") == "attended").then(pl.lit(came)).otherwise(pl.lit(stayed)).alias("came"))
    rounds = [(one, found.filter(pl.col("round") == one.id)) for one in ROUNDS]
    return [
        Table(f"checkup_{one.id}", f"{one.name}の受診", crossed(told, "district", "came", YES["checkups"]), came) for one, told in rounds
    ]


def _vaccinations(view: View, children: pl.DataFrame) -> list[Table]:
    """A dose's table counts children of the year after it was due who lived here all the time that it could be given."""
    given, not_given = YES["vaccinations"]
    through = view.known_through.get("vaccination", date.min)
    covered = view.coverage.filter(pl.col("source") == "vaccination").select("subject_id", "from_on", "until_on")
    tables = []
    for dose, (words, here, due) in DOSES.items():
        asked = children.filter(pl.col("months").is_between(due + 1, due + 12))
        lived = _lived_here(asked, covered, here, due, through)
        had = view.facts(f"VACCINE/{dose}").select("subject_id", had=pl.lit(given)).unique()
        told = lived.join(had, on="subject_id", how="left").with_columns(pl.col("had").fill_null(not_given))
        title = f"{words}の接種（{due + 1}-{due + 12}か月のこども）"
        cells = crossed(told, "district", "had", YES["vaccinations"])
        tables.append(Table(f"vaccination_{dose.replace('/', '_')}", title, cells, given))
    return tables


def _lived_here(children: pl.DataFrame, covered: pl.DataFrame, here: int, due: int, through: date) -> pl.DataFrame:
    """Children who lived here from the month `here` of their life to the end of the month `due`, as far as the source is delivered."""
    born = pl.col("birth_month")
    times = children.with_columns(start=born.dt.offset_by(f"{here}mo"), end=born.dt.offset_by(f"{due}mo").dt.month_end())
    over = times.filter(pl.col("end") <= through).join(covered, on="subject_id")
    throughout = (pl.col("from_on") <= pl.col("start")) & (pl.col("until_on").is_null() | (pl.col("until_on") > pl.col("end")))
    return over.filter(throughout).select(children.columns).unique("subject_id")


def _latest(home: Path, as_of: date) -> dict[str, Any] | None:
    """The latest determination up to a day; of several of one day that under the criteria in force."""
    runs = [files.from_json(path) for path in sorted((home / RUNS).glob("*/run.json"))]
    until = [run for run in runs if run["as_of"] <= as_of.isoformat()]
    adopted = adoption.in_force(home, as_of)
    digest = adopted.sha256 if adopted else ""
    return max(until, key=lambda run: (run["as_of"], run["criteria_sha256"] == digest, run["run"])) if until else None


def _lists(home: Path, run: Mapping[str, Any]) -> Table:
    """How many of each district are on which list, and on none."""
    words = {tier.value: str(run["labels"][tier.value]) for tier in Tier}
    mart = open_mart(home, Purpose.SCREENING, run["snapshot"])
    day = date.fromisoformat(run["as_of"])
    spells = pl.read_parquet(mart.table("household_spells")).filter(
        pl.col("from_on") < day, pl.col("known_on") < day, pl.col("until_on").is_null() | (pl.col("until_on") > day - timedelta(days=1))
    )
    last = spells.sort("subject_id", "from_on").unique("subject_id", keep="last")
    children = pl.read_parquet(home / RUNS / run["run"] / "determination.parquet").select("subject_id", "tier")
    found = children.join(last.select("subject_id", district(pl.col("town")).alias("district")), on="subject_id", how="left")
    none = "載っていない"
    found = found.with_columns(pl.col("district").fill_null(NOWHERE), pl.col("tier").replace_strict(words, default=none).alias("list"))
    return Table("lists", "一覧に載ったこどもの数", crossed(found, "district", "list", (*words.values(), none)))


def csv_of(table: Table) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, as spreadsheets open it."""
    rows = [{"地区": row, **{name: str(cell) for name, cell in cells.items()}} | _share(table, row) for row, cells in table.cells.lines()]
    schema = ["地区", *table.cells.columns, ALL, *(["割合"] if table.share else [])]
    return b"\xef\xbb\xbf" + pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String)).write_csv().encode()


def _share(table: Table, row: str) -> dict[str, str]:
    if not table.share:
        return {}
    share = table.cells.share(row, table.share)
    return {"割合": "" if share is None else f"{share:.3f}"}
