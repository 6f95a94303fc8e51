"""`sukoyaka register …`: lint, show and compare the data-item register."""

from datetime import date
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.governance import lineage
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import leaves_terminal
from sukoyaka.governance.register import Item, Register

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
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def compare(directory: Path | None, on: date, as_json: bool) -> None:
    """Items side by side: usable ones first, then by cost and by how easily they are got."""
    register, day = registers.load(directory), date(on.year, on.month, on.day)
    items = sorted(
        register.items(), key=lambda item: (not leaves_terminal(item, day), item.cost.yen_per_year, item.cost.ease, item.source, item.id)
    )
    header = ("データ", "項目", "内容", "機微性", "法的整理", "年額（円）", "取得", "端末外へ")
    rows = [
        (
            *_row(register, item, day)[:3],
            item.sensitivity,
            item.approval.status,
            item.cost.yen_per_year,
            item.cost.ease,
            "○" if leaves_terminal(item, day) else "×",
        )
        for item in items
    ]
    console.show_table("データ項目の比較", header, rows)
    console.emit({"items": [_document(register, item, day) for item in items]}, as_json)


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
