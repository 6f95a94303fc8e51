"""`sukoyaka hub study NAME`: what an analyst types. Parses, runs one study, shows the result."""

import shutil
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.hub.options import DAY, HOME, JSON, REGISTER


@click.command(
    help="Study how the health of those who live with a child goes with its growth, by the protocol studies/NAME.toml.\n\n"
    "Example: sukoyaka hub study co_resident_health --as-of 2024-04-01 --home var/hub"
)
@click.argument("name")
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only facts known before this day are used.")
@HOME
@REGISTER
@click.option("--about", default="", help="On which data: a word for the report, such as 合成都市.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Copy report and document there too.")
@JSON
def study(name: str, as_of: datetime, home: Path, register: Path | None, about: str, out: Path | None, as_json: bool) -> None:
    """Writes `studies/NAME/<digest>/` in the home."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub import flow
    from sukoyaka.hub.marts import open_mart
    from sukoyaka.hub.study import protocol, run
    from sukoyaka.records.purpose import Purpose

    held, day = registers.load(register), date(as_of.year, as_of.month, as_of.day)
    asked = run.Asked(protocol.load(name), day, about or run.ABOUT)
    mart = open_mart(home, Purpose.HEALTH_STUDY, flow.snapshot_of(home, held, day))
    with console.progress("Studying", run.STEPS, "steps") as advance:
        directory, found = run.run(home, mart, held, asked, advance)
    titles = found["protocol"]
    console.show_table(titles["title"], _HEADER, [_line(row, titles) for row in found["results"] if row["adjusted"]])
    hidden = sum(row["exposed"] is None for row in found["results"])
    control = found["control"]
    console.say(f"人数が足りず示さない組: {hidden} · 陰性対照に出た関係: {len(control['found'])}/{control['tested']}")
    console.say(f"報告書: {directory / run.REPORT}")
    if out:
        shutil.copytree(directory, out, dirs_exist_ok=True)
    console.emit({"directory": str(directory), **found}, as_json)


_HEADER = ("同居者", "こども", "曝露した健診", "調整前", "調整後", "95%区間", "1か月あたり", "p（補正後）")


def _line(row: Mapping[str, Any], titles: Mapping[str, Any]) -> tuple[object, ...]:
    low, high = row["adjusted"]["interval"]
    values = [f"{row[name]['value']:+.2f}" if row[name] else "—" for name in ("crude", "adjusted", "per_month")]
    title, child = titles["exposures"][row["exposure"]]["title"], titles["outcomes"][row["outcome"]]["title"]
    return title, child, row["exposed"], values[0], values[1], f"{low:+.2f}～{high:+.2f}", values[2], f"{row['p_holm']:.3f}"
