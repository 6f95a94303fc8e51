"""`sukoyaka hub …`: keys, receive, build. Each command parses its arguments, calls one function of `flow`, and shows the result."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.hub import flow
from sukoyaka.hub.receive import Outcome

DIRECTORY = click.Path(path_type=Path, exists=True, file_okay=False)
HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=Path("var/hub"), show_default=True, help="Home of the hub."
)
REGISTER = click.option("--register", "register", type=DIRECTORY, help="Directory of the register's files.")
JSON = click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="The hub: receives parcels, builds the platform, screens.")
def group() -> None:
    """Commands of the hub."""


@group.group(help="The hub's own secrets.")
def keys() -> None:
    """Commands of the secrets."""


@keys.command(help="Make the hub's secrets, once.\n\nExample: sukoyaka hub keys init --home var/hub")
@HOME
@JSON
def init(home: Path, as_json: bool) -> None:
    """Writes the secrets under the passphrase, and the public half for the other zones."""
    public = flow.init_keys(home, _passphrase(new=True))
    console.say(f"{public.name} is for the other zones: carry it by hand and compare it")
    console.emit({"public": str(public)}, as_json)


@group.command(help="Take in every data parcel of DIR, once.\n\nExample: sukoyaka hub receive /media/usb --home var/hub --on 2024-04-01")
@click.argument("directory", metavar="DIR", type=DIRECTORY)
@HOME
@REGISTER
@click.option("--on", type=DAY, required=True, help="Day of the receipt.")
@JSON
def receive(directory: Path, home: Path, register: Path | None, on: datetime, as_json: bool) -> None:
    """One refusal does not stop the others; the exit code is that of the first."""
    outcomes = flow.receive(directory, home, register, _day(on), _passphrase())
    console.show_table(
        "受領",
        ("荷", "種別", "結果", "行", "理由"),
        [(o.directory, o.kind, o.outcome, o.rows, o.error.came if o.error else "") for o in outcomes],
    )
    console.emit({"parcels": [_outcome(outcome) for outcome in outcomes]}, as_json)
    _raise_first(outcomes)


@group.command(help="Build snapshot and marts from what was received.\n\nExample: sukoyaka hub build --as-of 2024-04-01 --home var/hub")
@HOME
@REGISTER
@click.option("--as-of", type=DAY, required=True, help="Day on which the legal footing of every item must hold.")
@JSON
def build(home: Path, register: Path | None, as_of: datetime, as_json: bool) -> None:
    """Does nothing where the same inputs were built before."""
    result = flow.build(home, register, _day(as_of), _passphrase())
    console.show_table("データ", ("データ", "受領", "採用", "除外", "値の変更"), [_cleansing(n, c) for n, c in result["cleansing"].items()])
    console.show_table(f"作成結果 {result['snapshot']}", ("表", "行"), [(n, r) for n, r in sorted(result["rows"].items())])
    console.emit(result, as_json)


def _cleansing(source: str, counts: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return source, counts["rows_in"], counts["rows_kept"], counts["rows_set_aside"], sum(counts["rules"]["changed"].values())


def _outcome(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    document: dict[str, Any] = {"parcel": outcome.directory, "kind": outcome.kind, "outcome": outcome.outcome, "rows": outcome.rows}
    return document | ({"reason": error.sentence(), "exit_code": int(error.exit_code)} if error else {})


def _raise_first(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error


def _day(moment: datetime) -> date:
    return date(moment.year, moment.month, moment.day)


def _passphrase(new: bool = False) -> str:
    given = os.environ.get("SUKOYAKA_PASSPHRASE")
    return given or str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
