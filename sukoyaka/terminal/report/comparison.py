"""The trend of a source as a department reads it: sentences, tables and bars on the page, lines of a CSV, the account of `--json`.

Reads a `Trend`, gives what the template shows. Never a value of a row: shares of codes and of tenths only.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.check.rules import RULES
from sukoyaka.terminal.report.trend import LITTLE, MUCH, Columns, Drift, Trend

ROWS = {"read": "読んだ行", "kept": "受け取った行", "quarantined": "保留した行"}
NO_EARLIER = "前回の受け渡しはありません。今回の分を次回の比べるもとにします。"
_MOST_BARS = 10


def shown(trend: Trend, source: Source, *, arrived: bool) -> dict[str, Any]:
    """What the page shows of a trend. `arrived`: a receipt closed the earlier delivery."""
    told = sorted((drift for drift in trend.drifts if drift.told), key=lambda d: (d.verdict != MUCH, -(d.psi or 0.0), d.item))
    return {
        "source": source.name,
        "last_on": trend.last_on.isoformat(),
        "arrived": arrived,
        "warnings": trend.warnings,
        "rows": [(ROWS[count.name], count.last, count.now, _signed(count.last, count.now)) for count in trend.rows],
        "findings": [(RULES[c.name], c.last, c.now, _signed(c.last, c.now)) for c in trend.findings],
        "columns": [sentence for columns in trend.columns for sentence in sentences(columns)],
        "newest": trend.newest,
        "within": "直近1年の記録" if trend.since else "すべての記録",
        "drifts": [_drift(drift, source) for drift in told],
        "same": [drift.column for drift in trend.drifts if not drift.told and drift.psi is not None],
        "too_few": [drift.column for drift in trend.drifts if not drift.told and drift.psi is None],
    }


def _signed(last: int, now: int) -> str:
    share = f"（{(now - last) / last:+.1%}）" if last else ""
    return f"{now - last:+,}{share}" if now != last else "±0"


def sentences(columns: Columns) -> list[str]:
    """What became of the columns, in words."""
    said = [f"列「{old}」が「{new}」に変わったようです" for old, new in columns.renamed]
    said += [f"列「{name or '（名前なし）'}」が増えました" for name in columns.added]
    said += [f"列「{name}」がなくなりました" for name in columns.gone]
    said += ["列の並び順が変わりました（並び順が変わっても読めます）"] if columns.reordered else []
    return [f"{columns.file}：{sentence}" if columns.file else sentence for sentence in said]


def _drift(drift: Drift, source: Source) -> dict[str, Any]:
    labels = dict(source.item(drift.item).labels or {})
    bars = [(labels.get(label, label), last, now) for label, last, now in _widest(drift)]
    return {
        "column": drift.column,
        "verdict": drift.verdict,
        "much": drift.verdict == MUCH,
        "says": _says(drift, labels),
        "bars": bars,
        "top": max([0.01, *(share for _, *both in bars for share in both)]),
    }


def _widest(drift: Drift) -> list[tuple[str, float, float]]:
    """Tenths in their order; of many codes those whose share moved most."""
    if drift.kind != "codes" or len(drift.shares) <= _MOST_BARS:
        return list(drift.shares)
    return sorted(drift.shares, key=lambda share: -abs(share[2] - share[1]))[:_MOST_BARS]


def _says(drift: Drift, labels: Mapping[str, str]) -> list[str]:
    """What moved, in words that need no statistics."""
    before, after = drift.empty
    said = [f"空の割合が {before:.0%} から {after:.0%} になりました"] if abs(after - before) >= 0.01 else []
    if drift.moved is not None and drift.moved >= 0.01:
        said.append(f"値の分布のうち {drift.moved:.0%} が別の値へ移ったのと同じだけ違います")
    last, now = drift.middles
    if last is not None and now is not None and last != now:
        unit = {"days": "日前", "width": "文字"}.get(drift.kind, "")
        said.append(f"中央の値が {last:g}{unit} から {now:g}{unit} になりました")
    said += [f"「{labels.get(code, code)}」が新しく現れました（前回は10件未満）" for code in drift.appeared]
    return [*said, *(f"「{labels.get(code, code)}」が見られなくなりました（今回は10件未満）" for code in drift.vanished)]


def lines(trend: Trend | None, source: Source) -> list[tuple[str, ...]]:
    """Rows of the CSV: データ, 種類, 対象, 前回, 今回, 変化, 判定."""
    if trend is None:
        return [(source.name, "前回", "", "", "", "", NO_EARLIER)]
    counted = [("行数", ROWS[c.name], c) for c in trend.rows] + [("指摘", c.name, c) for c in trend.findings]
    made = [(kind, name, str(c.last), str(c.now), f"{c.change:+d}", "") for kind, name, c in counted]
    made += [("列", "", "", "", "", sentence) for columns in trend.columns for sentence in sentences(columns)]
    made += [("注意", "", "", "", "", warning) for warning in trend.warnings]
    for drift in trend.drifts:
        before, after = drift.empty
        made.append(("空の割合", drift.column, f"{before:.3f}", f"{after:.3f}", f"{after - before:+.3f}", drift.verdict))
        if drift.told:
            labels = dict(source.item(drift.item).labels or {})
            told = [(labels.get(label, label), a, b) for label, a, b in drift.shares]
            made += [("値の割合", f"{drift.column}：{label}", f"{a:.3f}", f"{b:.3f}", f"{b - a:+.3f}", "") for label, a, b in told]
    return [(source.name, *cells) for cells in made]


def write_csv(trends: Iterable[tuple[Source, Trend | None]], path: Path) -> None:
    """UTF-8 with BOM, as spreadsheets want it."""
    header = ("データ", "種類", "対象", "前回", "今回", "変化", "判定")
    rows = [line for source, trend in trends for line in lines(trend, source)]
    pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row").write_csv(path, include_bom=True)


def account(trends: Mapping[str, Trend | None], register: Register) -> dict[str, Any]:
    """Of `--json`: by source the last delivery, rows, findings, columns, and the items whose values moved; null without an earlier one."""
    return {name: _account(trend, register.source(name)) if trend else None for name, trend in trends.items()}


def _account(trend: Trend, source: Source) -> dict[str, Any]:
    counts = {"rows": trend.rows, "findings": trend.findings}
    drifts = [
        {"item": d.item, "verdict": _word(d), "psi": _short(d.psi), "moved": _short(d.moved), "empty": [_short(e) for e in d.empty]}
        | {"appeared": list(d.appeared), "vanished": list(d.vanished)}
        for d in trend.drifts
        if d.told
    ]
    return {
        "last": {"on": trend.last_on.isoformat(), "parcel": trend.last_parcel},
        **{name: {c.name: {"last": c.last, "now": c.now} for c in all_of} for name, all_of in counts.items()},
        "columns": [asdict(columns) for columns in trend.columns],
        "newest": list(trend.newest),
        "drift": drifts,
        "unmoved": sum(not drift.told for drift in trend.drifts),
        "warnings": list(trend.warnings),
    }


def _word(drift: Drift) -> str:
    return {LITTLE: "moved", MUCH: "shifted"}[drift.verdict]


def _short(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
