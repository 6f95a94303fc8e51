"""A page per holder. Reads accounts and trends, writes `<holder>.html`, `<holder>.csv` and `<holder>_前回との比較.csv`.

Why all three: the page is read, the findings are worked through line by line in the department, the comparison goes into its own sheets.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from sukoyaka.governance.register import Register
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.check.rules import RULES
from sukoyaka.terminal.report import comparison
from sukoyaka.terminal.report.trend import Trend

SHOWN_LINES = 50
_ENVIRONMENT = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined)


@dataclass(frozen=True)
class Told:
    """What a report says besides the files themselves: what became of kept rows, the trend by source, the parcels that arrived."""

    counts: Mapping[str, Mapping[str, int]]
    trends: Mapping[str, Trend | None] = field(default_factory=dict)
    arrived: frozenset[str] = frozenset()


def write_reports(accounts: Sequence[FileAccount], register: Register, told: Told, on: date, into: Path) -> list[Path]:
    """One page and two CSVs per holder; returns the pages."""
    into.mkdir(parents=True, exist_ok=True)
    by_holder: dict[str, dict[str, list[FileAccount]]] = defaultdict(lambda: defaultdict(list))
    for account in accounts:
        by_holder[register.source(account.source).holder][account.source].append(account)
    return [_write(holder, theirs, register, told, on, into) for holder, theirs in sorted(by_holder.items())]


def _write(holder: str, theirs: Mapping[str, list[FileAccount]], register: Register, told: Told, on: date, into: Path) -> Path:
    sources = [
        {
            "name": register.source(name).name,
            "trend": _trend(name, register, told),
            "files": [_file(account, register, told.counts) for account in accounts],
        }
        for name, accounts in theirs.items()
    ]
    page = into / f"{holder}.html"
    template = _ENVIRONMENT.get_template("page.html.j2")
    page.write_text(template.render(holder=holder, on=on, sources=sources, no_earlier=comparison.NO_EARLIER), encoding="utf-8")
    _csv([account for accounts in theirs.values() for account in accounts], into / f"{holder}.csv")
    compared = [(register.source(name), told.trends.get(name)) for name in theirs]
    comparison.write_csv(compared, into / f"{holder}_前回との比較.csv")
    return page


def _trend(source: str, register: Register, told: Told) -> dict[str, Any] | None:
    trend = told.trends.get(source)
    return comparison.shown(trend, register.source(source), arrived=trend.last_parcel in told.arrived) if trend else None


def _file(account: FileAccount, register: Register, counts: Mapping[str, Mapping[str, int]]) -> dict[str, Any]:
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
