"""`sukoyaka hub features …`: what is declared, its values, and one child explained. Parses, calls `flow`, shows the result."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.hub.options import DAY, HOME, JSON, REGISTER

AS_OF = click.option("--as-of", type=DAY, required=True, help="Only facts that happened and were known before this day are used.")


@click.group(help="Declared features.")
def features() -> None:
    """Commands of the features."""


@features.command(
    "list",
    help="Show every declared feature: what it says, of whom, over which days, and when it stays unknown.\n\n"
    "With --json also tier, direction and the register items that it reads.\n\nExample: sukoyaka hub features list --json",
)
@JSON
def list_features(as_json: bool) -> None:
    """A row per feature, in the words of the criteria's sheet."""
    from sukoyaka.governance import register
    from sukoyaka.hub.features.catalogue import CATALOGUE
    from sukoyaka.hub.features.model import items_read
    from sukoyaka.hub.screening import wording

    held = register.load()
    found: list[Mapping[str, object]] = []
    for one in CATALOGUE.values():
        reads = " ".join(f"{source}.{item}" for source, item in sorted(items_read(one, held)))
        said = {"feature": one.name, "says": one.words, "unknown": wording.unknown_when(one), "reads": reads, "days": one.window or ""}
        found.append(said | {"scope": one.scope, "tier": one.tier, "direction": one.direction})
    header = ("特徴量", "所見", "だれの", "種類", "期間", "不明になるとき")
    rows = [
        (f.name, f.words, wording.SCOPES[f.scope], wording.KINDS[f.tier], wording.window(f), wording.unknown_when(f))
        for f in CATALOGUE.values()
    ]
    console.show_table("特徴量", header, rows)
    console.emit({"features": found}, as_json)


@features.command(
    "measure",
    help="Measure every declared feature of every resident child of 0-5 on the screening mart, into the Parquet file OUT.\n\n"
    "The engines give the same values: duckdb for a city, spark for a prefecture, plain to check them.\n\n"
    "Example: sukoyaka hub features measure --engine spark --as-of 2024-04-01 --home var/hub --out features.parquet",
)
@click.option("--engine", type=click.Choice(["duckdb", "spark", "plain"]), default="duckdb", show_default=True, help="What computes.")
@AS_OF
@HOME
@REGISTER
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File of the values: one row per child and feature."
)
@JSON
def measure_features(engine: str, as_of: datetime, home: Path, register: Path | None, out: Path, as_json: bool) -> None:
    """The long form of the determination's values; an absence that could not be seen says why."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub import flow

    result = flow.measure_features(home, registers.load(register), as_of.date(), engine, out)
    console.show_table(f"特徴量 {result['snapshot']} · {engine}", ("状態", "行"), sorted(result["states"].items()))
    console.emit(result, as_json)


@features.command(
    "explain",
    help="Show what every feature says of one child, why it says nothing, and the events behind each value.\n\n"
    "CHILD is a subject id of the screening mart, as `hub features measure` writes it.\n\n"
    "Example: sukoyaka hub features explain 4821 --as-of 2024-04-01 --home var/hub --feature missed_checkups",
)
@click.argument("child", metavar="CHILD", type=int)
@AS_OF
@click.option("--feature", "names", multiple=True, help="Only this feature; may be given more than once.")
@HOME
@REGISTER
@JSON
def explain_features(child: int, as_of: datetime, names: tuple[str, ...], home: Path, register: Path | None, as_json: bool) -> None:
    """A row per feature, and per event or finding of a rule behind it."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub import flow
    from sukoyaka.hub.findings import explained

    found = flow.explain_features(home, registers.load(register), as_of.date(), child, names)
    console.show_table(f"特徴量 {as_of:%Y-%m-%d}", explained.HEADER, explained.table(found))
    console.emit({"as_of": as_of.date(), "features": [one.document() for one in found]}, as_json)
