"""`sukoyaka city …`: builds a synthetic city.

Reads options; writes the city's directory, and its summary on standard error or as JSON. Why: a demo and every test of the
path begin here.
"""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from sukoyaka import console


@click.group(help="A synthetic city: departments' extracts, and the truth behind them.")
def group() -> None:
    """Commands of the city."""


@group.command(
    help="Build a city. Same seed and scale, same bytes.\n\n"
    "Example: sukoyaka city build --scale 0.1 --seed 7 --as-of 2024-04-01 --out var/city"
)
@click.option("--scale", type=click.FloatRange(0.001, 4.0), default=0.1, show_default=True, help="1.0 is 375,781 residents.")
@click.option("--seed", type=click.IntRange(min=0), default=7, show_default=True, help="Any number; another number, another city.")
@click.option("--as-of", "as_of", type=click.DateTime(["%Y-%m-%d"]), default="2024-04-01", show_default=True, help="Day of the extracts.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Directory of the city.")
@click.option(
    "--dirt", type=click.FloatRange(0.0, 50.0), default=1.0, show_default=True, help="Times the rates of planted dirt; 0 is clean."
)
@click.option("--json", "as_json", is_flag=True, help="Summary as JSON on standard output.")
def build(scale: float, seed: int, as_of: datetime, out: Path, dirt: float, as_json: bool) -> None:
    """Builds and shows what was built."""
    from sukoyaka.city import flow

    summary = flow.build(flow.Request(scale, seed, as_of.date(), dirt), out)
    _show(summary)
    console.emit(summary, as_json)


def _show(summary: dict[str, Any]) -> None:
    counts = ("residents", "households", "people", "children", "children_needing_support", "rows_total")
    console.show_table("市", ("", "件数"), [(name, summary[name]) for name in counts])
    files: dict[str, int] = {}
    for file, rows in summary["rows"].items():
        name = f"{file.partition('_')[0]}_*/RECEIPTC.UKE" if file.endswith(".UKE") else file
        files[name] = files.get(name, 0) + rows
    console.show_table("抽出ファイル", ("ファイル", "行"), list(files.items()))
    console.show_table("仕込んだ汚れ", ("種類", "行"), list(summary["planted"].items()))
