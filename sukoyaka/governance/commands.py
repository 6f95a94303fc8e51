"""`sukoyaka register …`: lint, show and compare the data-item register; its approvals by their end, and what was decided about items."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.governance import approvals as footings
from sukoyaka.governance import decisions, lineage
from sukoyaka.governance import register as registers
from sukoyaka.governance.decisions import Decision
from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import Item, Register

_WORDS = {decisions.CHOSEN: "採用", decisions.DECLINED: "不採用"}
_STATES = {footings.ENDED: "期限切れ", footings.SOON: "まもなく期限", footings.NOT_CLEARED: "未整理", footings.HOLDS: "有効"}
DIRECTORY = click.Path(path_type=Path, exists=True, file_okay=False)


@click.group(help="The data-item register: what may be used, for what, on which legal footing.")
def group() -> None:
    """Commands of the register."""


@group.command(help="Check every file of the register.\n\nExample: sukoyaka register lint")
@click.option("--register", "directory", type=DIRECTORY, help="Directory of the register's files.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def lint(directory: Path | None, as_json: bool) -> None:
    """Loads the register and the origins of our own columns; any fault is an error with its place."""
    register = registers.load(directory)
    lineage.load(register, directory / "records" if directory else None)
    console.say(f"{len(register.sources)} sources, {sum(1 for _ in register.items())} items, version {register.version}: in order")
    console.emit({"version": register.version, "sources": sorted(register.sources)}, as_json)


@group.command(help="Show every item with its legal footing.\n\nExample: sukoyaka register show --on 2024-04-01")
@click.option("--register", "directory", type=DIRECTORY, help="Directory of the register's files.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day on which approvals must hold.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def show(directory: Path | None, on: date, as_json: bool) -> None:
    """Lists the items as a lawyer reads them."""
    register = registers.load(directory)
    day = date(on.year, on.month, on.day)
    console.show_table(
        "データ項目台帳",
        ("データ", "項目", "内容", "目的", "根拠", "マスキング", "端末外へ"),
        [_row(register, item, day) for item in register.items()],
    )
    console.emit({"items": [_document(register, item, day) for item in register.items()]}, as_json)


@group.command(help="Compare candidates: content, legality, cost, ease.\n\nExample: sukoyaka register compare --on 2024-04-01")
@click.option("--register", "directory", type=DIRECTORY, help="Directory of the register's files.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day on which approvals must hold.")
@click.option(
    "--use", "use", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="What `sukoyaka hub item-use` wrote: use and wishes."
)
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def compare(directory: Path | None, on: date, use: Path | None, as_json: bool) -> None:
    """Items side by side: usable ones first, then by cost and by how easily they are got; with use, wishes and decisions."""
    register, day = registers.load(directory), date(on.year, on.month, on.day)
    used, decided = _use(use), decisions.in_force(directory, day)
    items = sorted(
        register.items(), key=lambda item: (not leaves_terminal(item, day), item.cost.yen_per_year, item.cost.ease, item.source, item.id)
    )
    header = ("データ", "項目", "内容", "機微性", "法的整理", "年額（円）", "取得", "端末外へ", "判定基準での利用", "要望", "決定")
    rows = [
        (
            *_row(register, item, day)[:3],
            item.sensitivity,
            item.approval.status,
            item.cost.yen_per_year,
            item.cost.ease,
            "○" if leaves_terminal(item, day) else "×",
            " ".join(f"{version}:{len(ids)}" for version, ids in sorted(used.get(_name(item), {}).get("criteria", {}).items())),
            str(used.get(_name(item), {}).get("wished", "")),
            _WORDS[decided[_name(item)].verdict] if _name(item) in decided else "",
        )
        for item in items
    ]
    console.show_table("データ項目の比較", header, rows)
    listed = {_name(item) for item in items}
    new = {name: told for name, told in used.items() if name not in listed}
    documents = [_document(register, item, day) | _chosen(item, used, decided) for item in items]
    console.emit({"items": documents, "not_registered": new}, as_json)


def _name(item: Item) -> str:
    return f"{item.source}.{item.id}"


def _use(path: Path | None) -> dict[str, Any]:
    """What the criteria use and caseworkers wished for, by item; nothing without the file."""
    if path is None:
        return {}
    try:
        items: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["items"]
    except (ValueError, KeyError, TypeError) as error:
        raise decisions.DecisionInvalid(
            f"{path.name} does not say which items are used", "a file of `sukoyaka hub item-use`", "have the hub write it again"
        ) from error
    return items


def _chosen(item: Item, used: dict[str, Any], decided: dict[str, Decision]) -> dict[str, object]:
    told, decision = used.get(_name(item), {}), decided.get(_name(item))
    return {
        "criteria": told.get("criteria", {}),
        "wished": told.get("wished"),
        "decision": None if decision is None else {name: value for name, value in vars(decision).items() if name != "item"},
    }


@group.command(
    help="Record what was decided about a candidate item.\n\n"
    'Example: sukoyaka register decide checkup_child.weight --chosen --by "個人情報保護審議会" --on 2024-04-01 --why "発育の把握に要る"'
)
@click.argument("item")
@click.option("--chosen/--declined", "chosen", default=None, help="Whether the item is to be used.")
@click.option("--by", required=True, help="Who decided.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day of the decision.")
@click.option("--why", required=True, help="The reason, for whoever asks later.")
@click.option("--register", "directory", type=DIRECTORY, help="Directory of the register's files.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def decide(item: str, chosen: bool | None, by: str, on: date, why: str, directory: Path | None, as_json: bool) -> None:
    """Written once beside the register; whether the item passes, its approval says."""
    if chosen is None:
        raise click.UsageError("either --chosen or --declined")
    register, verdict = registers.load(directory), decisions.CHOSEN if chosen else decisions.DECLINED
    decision = Decision(item, verdict, by, date(on.year, on.month, on.day), why, register.version)
    digest = decisions.record(directory, register, decision)
    console.say(f"{item}: {_WORDS[verdict]}と記録しました")
    console.emit({"item": item, "verdict": verdict, "record": digest}, as_json)


@group.command(
    help="Show approvals by the day on which they end.\n\nExample: sukoyaka register approvals --on 2024-04-01 --within 90",
)
@click.option("--register", "directory", type=DIRECTORY, help="Directory of the register's files.")
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), required=True, help="Day to count from.")
@click.option("--within", type=click.IntRange(0), default=90, show_default=True, help="Days in which an end counts as soon.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def approvals(directory: Path | None, on: date, within: int, as_json: bool) -> None:
    """Ended ones first: their items no longer pass. Then those that end soon, those not cleared, the others."""
    register, day = registers.load(directory), date(on.year, on.month, on.day)
    rows = footings.standings(register, day, within)
    header = ("状態", "期限", "残り日数", "整理", "根拠", "データ", "担当課", "項目数")
    shown = [
        (
            _STATES[row.state],
            str(row.approval.until or "―"),
            "" if row.days_left is None else row.days_left,
            row.approval.id,
            row.approval.article,
            register.source(row.source).name,
            row.holder,
            len(row.items),
        )
        for row in rows
    ]
    console.show_table("法的整理の期限", header, shown)
    for row in rows:
        if row.state in (footings.ENDED, footings.SOON):
            source = register.source(row.source).name
            console.say(f"{_STATES[row.state]}: {source} {row.approval.id}（{row.approval.until}）— {row.holder} と更新を相談してください")
    told = [
        {"source": r.source, "holder": r.holder, "approval": r.approval.id, "article": r.approval.article, "until": r.approval.until}
        | {"state": r.state, "days_left": r.days_left, "items": list(r.items)}
        for r in rows
    ]
    console.emit({"on": day, "within": within, "approvals": told}, as_json)


def _row(register: Register, item: Item, day: date) -> tuple[str, ...]:
    leaves = "○" if leaves_terminal(item, day) else "×"
    return (
        register.source(item.source).name,
        item.column,
        item.meaning,
        "・".join(p.label for p in sorted(item.purposes)),
        item.approval.id,
        item.masking,
        leaves,
    )


def _document(register: Register, item: Item, day: date) -> dict[str, object]:
    source = register.source(item.source)
    return {
        "source": source.id,
        "holder": source.holder,
        "item": item.id,
        "column": item.column,
        "meaning": item.meaning,
        "purposes": sorted(item.purposes),
        "article": item.approval.article,
        "approval": item.approval.id,
        "reason": item.reason,
        "sensitivity": item.sensitivity,
        "masking": item.masking,
        "yen_per_year": item.cost.yen_per_year,
        "ease": item.cost.ease,
        "leaves_terminal": leaves_terminal(item, day),
    }
