"""`sukoyaka hub statistics`, `… data-page` and `… quality`: counts as pages. Each parses, calls one function, shows the result."""

from datetime import datetime
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.hub import flow
from sukoyaka.hub.options import DAY, HOME, JSON, PAGE, REGISTER


@click.command(
    help="Write the statistics for planning as CSV and one page: no person, no count from 1 to 9.\n\n"
    "Example: sukoyaka hub statistics --as-of 2024-04-01 --home var/hub --out var/statistics"
)
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only facts known before this day are counted.")
@HOME
@REGISTER
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory of the tables.")
@JSON
def statistics(as_of: datetime, home: Path, register: Path | None, out: Path, as_json: bool) -> None:
    """Children by district and age, checkups, vaccinations, and of the latest determination the lists."""
    found = flow.statistics(home, register, as_of.date(), out)
    for table in found.tables:
        header = ("地区", *table.cells.columns, "計")
        console.show_table(table.title, header, [(row, *cells.values()) for row, cells in table.cells.lines()])
    console.say(f"k = {found.gate.k} · {out}")
    console.emit(found.document(), as_json)


@click.command(
    "data-page",
    help="Write the steward's page on the data: deliveries, freshness, empty fields, what was mended, of whom anything is known.\n\n"
    "Example: sukoyaka hub data-page --as-of 2024-04-01 --home var/hub --out var/data.html",
)
@click.option("--as-of", "as_of", type=DAY, required=True, help="What had been received by this day.")
@HOME
@REGISTER
@click.option("--out", type=PAGE, required=True, help="The page to write.")
@JSON
def data_page(as_of: datetime, home: Path, register: Path | None, out: Path, as_json: bool) -> None:
    """No person is on it: rows, shares, and counts of children of ten and more."""
    found = flow.data_page(home, register, as_of.date(), out)
    rows = [(one["name"], one["known_through"], one["days_old"], one["rows_delivered"], one["rows_before"] or "—") for one in found.sources]
    console.show_table("データの鮮度", ("データ", "いつまで", "経過日数", "届いた行", "前回の行"), rows)
    marked = sum(line["marked"] for line in (*found.sources, *found.nulls))
    console.say(f"前回から大きく動いたもの {marked} · {out}")
    console.emit(found.document(), as_json)


@click.command(
    help="Write the quality page: each source before and after cleansing, rule by rule, and against the build before.\n\n"
    "Example: sukoyaka hub quality --as-of 2024-04-01 --home var/hub --out var/quality.html"
)
@click.option("--as-of", "as_of", type=DAY, required=True, help="What had been received by this day.")
@HOME
@REGISTER
@click.option("--out", type=PAGE, required=True, help="The page to write.")
@JSON
def quality(as_of: datetime, home: Path, register: Path | None, out: Path, as_json: bool) -> None:
    """No person is on it: rows, shares, shapes, and counts of children of ten and more."""
    found, visits = flow.quality(home, register, as_of.date(), out)
    rows = [(s["name"], s["rows_in"], s["rows_kept"], s["rows_set_aside"], s["values_changed"]) for s in found.sources]
    console.show_table(f"データの品質 {found.snapshot}", ("データ", "受領", "採用", "除外", "値の変更"), rows)
    console.say(f"100%を超える受診率 {len(visits.over)} · {out}")
    console.emit({**found.document(), "attendance": list(visits.lines())}, as_json)


COMMANDS = (statistics, data_page, quality)
