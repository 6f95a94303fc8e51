"""A page per holder. Reads the accounts of its files, writes `<holder>.html` and `<holder>.csv`.

Why both: the page is read, the CSV is worked through line by line in the department.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.governance.register import Register
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.check.rules import RULES

SHOWN_LINES = 50
_ENVIRONMENT = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


def write_reports(
    accounts: Sequence[FileAccount], register: Register, counts: dict[str, dict[str, int]], on: date, into: Path
) -> list[Path]:
    """One page and one CSV per holder; returns the pages."""
    into.mkdir(parents=True, exist_ok=True)
    by_holder: dict[str, list[FileAccount]] = defaultdict(list)
    for account in accounts:
        by_holder[register.source(account.source).holder].append(account)
    pages = []
    for holder, theirs in sorted(by_holder.items()):
        template = _ENVIRONMENT.get_template("page.html.j2")
        page = into / f"{holder}.html"
        page.write_text(
            template.render(holder=holder, on=on, files=[_file(account, register, counts) for account in theirs]), encoding="utf-8"
        )
        _csv(theirs, into / f"{holder}.csv")
        pages.append(page)
    return pages


def _file(account: FileAccount, register: Register, counts: dict[str, dict[str, int]]) -> dict[str, Any]:
    source = register.source(account.source)
    columns = {item.id: item.column for item in source.items} | {"": "（行全体）"}
    grouped = (
        account.findings.group_by("rule", "item").agg(rows=pl.len(), lines=pl.col("line").sort().head(SHOWN_LINES)).sort("rule", "item")
    )
    held = account.quarantined["rule"].value_counts().sort("rule")
    return {
        "name": account.file,
        "source": source.name,
        "read": account.read,
        "kept": account.kept,
        "held_back": account.held_back,
        "refusal": account.refusal,
        "whose": counts.get(account.source),
        "held": [(RULES[rule], count) for rule, count in held.rows()],
        "notes": [(RULES[rule], count) for rule, count in account.notes.items() if rule in RULES],
        "skipped": {record: count for record, count in account.notes.items() if record not in RULES},
        "findings": [
            {"rule": RULES[row["rule"]], "column": columns[row["item"]], "rows": row["rows"], "lines": row["lines"]}
            for row in grouped.to_dicts()
        ],
    }


def _csv(accounts: Sequence[FileAccount], path: Path) -> None:
    """Every finding, one a line; UTF-8 with BOM, as spreadsheets want it."""
    rows = [account.findings.with_columns(ファイル=pl.lit(account.file)) for account in accounts]
    says = {rule.id: rule.says for rule in RULES.values()}
    mend = {rule.id: rule.mend for rule in RULES.values()}
    table = pl.concat(rows).select(
        "ファイル",
        pl.col("line").alias("行"),
        pl.col("item").alias("項目"),
        pl.col("rule").alias("規則"),
        pl.col("rule").replace_strict(says, default="").alias("内容"),
        pl.col("rule").replace_strict(mend, default="").alias("直し方"),
    )
    table.write_csv(path, include_bom=True)
