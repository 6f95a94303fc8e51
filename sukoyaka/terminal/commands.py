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
from sukoyaka.terminal.check.corrections import settle
from sukoyaka.terminal.check.inbox import Inbox, open_file, source_of
from sukoyaka.terminal.check.rules import RULES
from sukoyaka.terminal.custody_commands import HOME, JSON, OPERATOR, PASSPHRASE, REGISTER, day
from sukoyaka.terminal.describe import flow as describing
from sukoyaka.terminal.describe.columns import Column
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.resolve import decide, queue
from sukoyaka.terminal.resolve.offered import PERSON
from sukoyaka.terminal.resolve.review import NONE
from sukoyaka.terminal.resolve.review import read as decided

ON = click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="Day of the delivery; the newest that the files' names carry if absent.")


@click.group(help="Zone 1: reads departments' extracts, checks, resolves, masks, seals.")
def group() -> None:
    """Commands of the terminal."""


group.add_command(custody_commands.keys)
group.add_command(custody_commands.sent)
group.add_command(custody_commands.release)
group.add_command(custody_commands.releasers)
group.add_command(custody_commands.custody_log)


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
        source = source_of("/".join(path.resolve().parts[-2:]), register)
        if source is None:
            read.unregistered.append(path.name)
        else:
            open_file(path.parent, path, source, as_of, read)
    settle(read, register)
    result = flow.findings_of(read.accounts) | {
        "files": [flow.account_of(a) for a in read.accounts],
        "unregistered_files": read.unregistered,
    }
    _show_findings(result)
    console.emit(result, as_json)
    if not any(account.refusal is None for account in read.accounts):
        raise FileRefused(f"none of the {len(files)} files could be read", "files as the register declares", "read the reasons above")


@group.command(
    help="Take back rows of an earlier parcel, or all of it.\n\n"
    "Example: sukoyaka terminal withdraw data-0001-3f2a91c04d5e7788.parcel --rows rows.csv --out OUTBOX --on 2024-05-01"
)
@click.argument("parcel")
@click.option(
    "--rows", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="CSV with table,file,line; absent: the whole parcel."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the parcel goes.")
@HOME
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the withdrawal.")
@REGISTER
@OPERATOR
@PASSPHRASE
@JSON
def withdraw(
    parcel: str, rows: Path | None, out: Path, home: Path, on: datetime, directory: Path | None, by: str, passphrase: str, as_json: bool
) -> None:
    """What was determined before stays as it was; the hub builds from these rows no more."""
    result = flow.withdraw(parcel, rows, flow.Place(home, out, by), registers.load(directory), passphrase, day(on))
    console.say(f"{result['rows']} 件の取下げを {result['parcel']} に封をしました")
    console.emit(result, as_json)


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
@OPERATOR
@PASSPHRASE
@JSON
def mask(inbox: Path, out: Path, home: Path, on: datetime | None, directory: Path | None, by: str, passphrase: str, as_json: bool) -> None:
    """Leaves two parcels in OUT; reports, quarantine and review queue stay in the terminal's home."""
    as_of = day(on) if on else flow.delivery_day(inbox.rglob("*"))
    result = flow.mask_inbox(inbox, flow.Place(home, out, by), registers.load(directory), passphrase, as_of)
    _show_sources(result)
    _show_findings(result)
    console.say(f"各課への報告書: {home / 'reports'}")
    if any(parcel["waits"] for parcel in result["parcels"]):
        console.say("荷は封をしたまま、別の人の承認（terminal release）を待っています")
    console.emit(result, as_json)


@group.group(help="Rows that wait for a person's decision.")
def review() -> None:
    """Commands of the review queue."""


BY = click.option("--by", default="", help="Who decides; asked for where two people must agree.")
TWO = click.option("--two-person", is_flag=True, envvar="SUKOYAKA_TWO_PERSON", help="Counts when a second, different person says the same.")


@review.command(name="list", help="How many rows wait, by source and reason.\n\nExample: sukoyaka terminal review list --home var/terminal")
@click.option("--rows", is_flag=True, help="Every row with its id, file and line.")
@HOME
@JSON
def list_(home: Path, rows: bool, as_json: bool) -> None:
    """Counts; with --rows the ids that `show` and `decide` take. Never a name."""
    waiting = queue.load(home)
    counts = waiting.queue.group_by("source", "step").len().sort("source", "step")
    console.show_table("確認待ち", ("データ", "理由", "行"), counts.rows())
    result: dict[str, Any] = {"waiting": counts.to_dicts()}
    if rows:
        console.show_table("行", ("id", "データ", "ファイル", "行番号", "理由"), waiting.queue.rows())
        result["rows"] = waiting.queue.to_dicts()
    console.emit(result, as_json)


@review.command(name="show", help="A row beside its candidates.\n\nExample: sukoyaka terminal review show 335079b7 --home var/terminal")
@click.argument("row")
@HOME
@REGISTER
@JSON
def show_row(row: str, home: Path, directory: Path | None, as_json: bool) -> None:
    """Names are on the screen of the terminal only; the JSON holds likelihoods and what agrees, no value."""
    shown = _row(home, directory, row)
    _show_row(shown)
    agree = {label: [same for _, same in cells] for label, _, cells in shown.fields if cells}
    candidates = [{"resident": number, "likelihood": likely} for number, likely in shown.candidates]
    console.emit({"id": shown.id, "source": shown.source, "line": shown.line, "candidates": candidates, "agree": agree}, as_json)


@review.command(
    name="decide",
    help="Say whose row it is, for the next `mask`.\n\nExample: sukoyaka terminal review decide 335079b7 --same 0000000022 --by 山本",
)
@click.argument("row")
@click.option("--same", metavar="NUMBER", help="Number of the resident.")
@click.option("--none", "nobody", is_flag=True, help="Nobody of the register.")
@BY
@TWO
@HOME
@JSON
def decide_row(row: str, same: str | None, nobody: bool, by: str, two_person: bool, home: Path, as_json: bool) -> None:
    """One of --same and --none."""
    if bool(same) == nobody:
        raise click.UsageError("either --same NUMBER or --none")
    counts = decide.decide(home, row, same or NONE, by, 2 if two_person else 1)
    console.say("決定を記録しました" if counts else "記録しました。もう一人の同じ決定を待っています")
    console.emit({"row": row, "counts": counts is not None}, as_json)


@review.command(
    name="walk", help="Decide row by row at the keyboard.\n\nExample: sukoyaka terminal review walk --by 山本 --home var/terminal"
)
@BY
@TWO
@HOME
@REGISTER
@JSON
def walk(by: str, two_person: bool, home: Path, directory: Path | None, as_json: bool) -> None:
    """y: the first candidate, 1-5: that one, n: nobody, s: later, q: stop."""
    waiting = queue.load(home)
    said = {decision.row for decision in decided(home) if not two_person or decision.by == by}
    done = 0
    for row in [row for row in waiting.open()["id"].unique(maintain_order=True) if row not in said]:
        shown = _row(home, directory, row)
        _show_row(shown)
        key = click.prompt(
            "y / 番号 / n / s / q", type=click.Choice(["y", *"12345"[: len(shown.candidates)], "n", "s", "q"]), show_choices=False, err=True
        )
        if key == "q":
            break
        if key == "s" or (key == "y" and not shown.candidates):
            continue
        verdict = NONE if key == "n" else shown.candidates[0 if key == "y" else int(key) - 1][0]
        decide.decide(home, row, verdict, by, 2 if two_person else 1)
        done += 1
    console.say(f"{done}件を決めました")
    console.emit({"decided": done}, as_json)


def _row(home: Path, directory: Path | None, row: str) -> decide.Shown:
    waiting = queue.load(home)
    whole = decide.find(waiting, row)
    source = registers.load(directory).source(waiting.queue.filter(pl.col("id") == whole)["source"][0])
    return decide.shown(waiting, whole, dict(source.match or PERSON))


def _show_row(shown: decide.Shown) -> None:
    header = ("", "この行", *(f"{at}: {number} ({likely:.1%})" for at, (number, likely) in enumerate(shown.candidates, 1)))
    rows = [
        (
            label,
            value,
            *(f"{'= ' if same else '  '}{cell}" for cell, same in cells),
            *("" for _ in range(len(shown.candidates) - len(cells))),
        )
        for label, value, cells in shown.fields
    ]
    console.show_table(f"{shown.source} {shown.file} {shown.line}行目: {shown.step}", header, rows)


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
