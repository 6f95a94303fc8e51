"""`sukoyaka terminal …`: check, describe, mask, review; each ends with one exit code per cause. Keys and deliveries: `custody_commands`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import polars as pl

from sukoyaka import console
from sukoyaka.governance import register as registers
from sukoyaka.terminal import custody_commands, flow
from sukoyaka.terminal.check.inbox import Inbox, find, open_file
from sukoyaka.terminal.check.rules import RULES
from sukoyaka.terminal.custody_commands import HOME, JSON, PASSPHRASE, day
from sukoyaka.terminal.describe import flow as describing
from sukoyaka.terminal.describe.columns import Column
from sukoyaka.terminal.read.refusals import FileRefused

REGISTER = click.option("--register", "directory", type=click.Path(path_type=Path, exists=True), help="Directory of the register.")
ON = click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the delivery; the newest that the files' names carry if absent.")


@click.group(help="Zone 1: reads departments' extracts, checks, resolves, masks, seals.")
def group() -> None:
    """Commands of the terminal."""


group.add_command(custody_commands.keys)
group.add_command(custody_commands.sent)


@group.command(
    help="Read and check extracts without masking them.\n\nExample: sukoyaka terminal check INBOX/小児健診_20240401.csv --on 2024-04-01"
)
@click.argument("files", type=click.Path(path_type=Path, exists=True), nargs=-1, required=True)
@ON
@REGISTER
@JSON
def check(files: tuple[Path, ...], on: datetime | None, directory: Path | None, as_json: bool) -> None:
    """Shows findings by rule; ends with FILE_REFUSED if every file was refused."""
    register, read = registers.load(directory), Inbox()
    as_of = day(on) if on else flow.delivery_day(files)
    for path in files:
        source = next((source for name, source in find(path.parent, register) if name == path), None)
        if source is None:
            read.unregistered.append(path.name)
        else:
            open_file(path.parent, path, source, as_of, read)
    result = flow.findings_of(read.accounts) | {
        "files": [flow.account_of(a) for a in read.accounts],
        "unregistered_files": read.unregistered,
    }
    _show_findings(result)
    console.emit(result, as_json)
    if not any(account.refusal is None for account in read.accounts):
        raise FileRefused(f"none of the {len(files)} files could be read", "files as the register declares", "read the reasons above")


@group.command(
    "describe",
    help="Draft a register file from an unknown extract.\n\nExample: sukoyaka terminal describe 学童台帳.xlsx --out draft.toml",
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--out", type=click.Path(path_type=Path), help="Where the draft goes; it must not exist yet.")
@JSON
def describe_(file: Path, out: Path | None, as_json: bool) -> None:
    """Shows the columns; the draft lets nothing pass until a person has completed it."""
    layout, columns = describing.describe(file)
    if layout.format == "uke":
        console.say(f"{file.name} はレセプトです。register/claims_nhi.toml を手本に登録してください。")
    _show_columns(columns)
    if out is not None and columns:
        describing.write_draft(layout, columns, out)
        console.say(f"台帳の下書き: {out}")
    console.emit(describing.told(layout, columns), as_json)


@group.command(help="Read, check, resolve, mask and seal an inbox.\n\nExample: sukoyaka terminal mask INBOX --out OUTBOX --on 2024-04-01")
@click.argument("inbox", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the two parcels go.")
@HOME
@ON
@REGISTER
@PASSPHRASE
@JSON
def mask(inbox: Path, out: Path, home: Path, on: datetime | None, directory: Path | None, passphrase: str, as_json: bool) -> None:
    """Leaves two parcels in OUT; reports, quarantine and review queue stay in the terminal's home."""
    as_of = day(on) if on else flow.delivery_day(inbox.rglob("*"))
    result = flow.mask_inbox(inbox, flow.Place(home, out), registers.load(directory), passphrase, as_of)
    _show_sources(result)
    _show_findings(result)
    console.say(f"各課への報告書: {home / 'reports'}")
    console.emit(result, as_json)


@group.group(help="Rows that wait for a person's decision.")
def review() -> None:
    """Commands of the review queue."""


@review.command(name="list", help="How many rows wait, by source and reason.\n\nExample: sukoyaka terminal review list --home var/terminal")
@HOME
@JSON
def list_(home: Path, as_json: bool) -> None:
    """Counts only; the rows themselves are in review/queue.parquet on the terminal."""
    path = home / "review" / "queue.parquet"
    queue = pl.read_parquet(path) if path.exists() else pl.DataFrame(schema={"source": pl.String, "step": pl.String})
    waiting = queue.group_by("source", "step").len().sort("source", "step")
    console.show_table("確認待ち", ("データ", "理由", "行"), waiting.rows())
    console.emit({"waiting": waiting.to_dicts()}, as_json)


def _show_columns(columns: Sequence[Column]) -> None:
    rows = [(c.name, c.type.value, c.filled, c.distinct, f"{c.width[0]}-{c.width[1]}", _remarks(c)) for c in columns]
    console.show_table("列", ("列名", "種類", "値あり", "異なる値", "文字数", "注意"), rows)


def _remarks(column: Column) -> str:
    forbidden = [RULES[column.forbidden].says] if column.forbidden else []
    return "、".join([*forbidden, *column.warnings])


def _show_sources(result: dict[str, Any]) -> None:
    names = ("read", "kept", "quarantined", "delivered", "out_of_scope", "waiting_review")
    rows = [(source, *(counts[name] for name in names)) for source, counts in result["sources"].items()]
    console.show_table("データごとの行", ("データ", "読んだ", "受け取った", "保留", "届けた", "対象外", "確認待ち"), rows)


def _show_findings(result: dict[str, Any]) -> None:
    console.show_table("指摘", ("規則", "内容", "件数"), [(rule, RULES[rule].says, count) for rule, count in result["findings"].items()])
    for refused in result["refused"]:
        console.say(f"[red]✖[/] {refused['reason']}")
    for name in result["unregistered_files"]:
        console.say(f"台帳にないファイル（読んでいません）: {name}")
