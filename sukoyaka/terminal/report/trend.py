"""A delivery beside the last one of the same source: rows, findings, columns, and whether values are spread as they were.

Reads two profiles and the kept rows, gives a `Trend` in plain words. Why a test of chance besides a size: a small file moves by itself,
and a department that is asked about nothing stops reading.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from unicodedata import normalize

import polars as pl

from sukoyaka.governance.register import Register, Source
from sukoyaka.terminal.check.inbox import FileAccount
from sukoyaka.terminal.read.header import clean
from sukoyaka.terminal.report.measure import ENOUGH, FEWER_THAN, Spread, measured
from sukoyaka.terminal.report.profile import Profile, Remembered, columns_of, last_of

SAME, LITTLE, MUCH, TOO_FEW = "変わりありません", "少し変わりました", "大きく変わりました", "件数が少なく、比べられません"
MOVED, SHIFTED = 0.1, 0.25  # of the population stability index
EMPTIED, MORE_EMPTY = 0.2, 0.05  # of the rows
ROWS_MOVED = 0.2
_ALIKE = 0.6


@dataclass(frozen=True)
class Count:
    """A number then and now."""

    name: str
    last: int
    now: int

    @property
    def change(self) -> int:
        """More than last time, or fewer."""
        return self.now - self.last


@dataclass(frozen=True)
class Columns:
    """What became of the columns of a file."""

    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()  # as it was called, as it seems to be called now
    reordered: bool = False
    file: str = ""

    @property
    def moved(self) -> bool:
        """Whether anything did."""
        return bool(self.added or self.gone or self.renamed or self.reordered)


@dataclass(frozen=True)
class Drift:
    """One item: shares of its values then and now (label, last, now), and how far they are apart."""

    item: str
    column: str
    kind: str
    empty: tuple[float, float]
    shares: tuple[tuple[str, float, float], ...]
    middles: tuple[float | None, float | None]  # medians of numbers, of days before the delivery, of widths
    psi: float | None
    moved: float | None  # share of the rows that would have to change their value (total variation)
    appeared: tuple[str, ...]
    vanished: tuple[str, ...]
    verdict: str

    @property
    def told(self) -> bool:
        """Whether it is worth a look."""
        return self.verdict in (LITTLE, MUCH)


@dataclass(frozen=True)
class Trend:
    """A source now, beside its last delivery."""

    last_on: date
    last_parcel: str
    rows: tuple[Count, ...]
    findings: tuple[Count, ...]
    columns: tuple[Columns, ...]  # of every file whose columns are not those of last time
    newest: tuple[str, str]
    since: int
    drifts: tuple[Drift, ...]
    warnings: tuple[str, ...]


def trends(
    now: Mapping[str, Profile],
    before: list[Remembered],
    files: Iterable[FileAccount],
    tables: Mapping[str, pl.DataFrame],
    register: Register,
    on: date,
) -> dict[str, Trend | None]:
    """By source; None where no earlier delivery is remembered."""
    accounts = list(files)
    found: dict[str, Trend | None] = {}
    for name, profile in now.items():
        last, source = last_of(name, before, on), register.source(name)
        theirs = [account for account in accounts if account.source == name]
        found[name] = _trend(profile, last, theirs, _drifts(last.sources[name], tables, source, on), source) if last else None
    return found


def _drifts(last: Profile, tables: Mapping[str, pl.DataFrame], source: Source, on: date) -> tuple[Drift, ...]:
    """Item by item, over the same stretch of time before each delivery."""
    return tuple(
        drift(item.id, item.column, last.items[item.id], measured(column, item, day, last.items[item.id].edges))
        for item, column, day in columns_of(source, tables, on, last.since)
        if item.id in last.items and not column.is_empty()
    )


def _trend(now: Profile, remembered: Remembered, files: list[FileAccount], drifts: tuple[Drift, ...], source: Source) -> Trend:
    last = remembered.sources[source.id]
    kept = now.rows.get("kept", 0)
    rows = tuple(Count(name, last.rows.get(name, 0), now.rows.get(name, 0)) for name in ("read", "kept", "quarantined"))
    rules = sorted({*last.findings, *now.findings})
    counts = tuple(Count(rule, last.findings.get(rule, 0), now.findings.get(rule, 0)) for rule in rules)
    newest = (last.newest, now.newest)
    columns = [replace(compared(last.columns, account.columns), file=account.file) for account in files]
    return Trend(
        remembered.on,
        remembered.parcel,
        rows,
        counts,
        tuple(each for each in columns if each.moved),
        newest,
        last.since,
        drifts,
        _warnings(rows, newest, kept, source),
    )


def _warnings(rows: tuple[Count, ...], newest: tuple[str, str], kept: int, source: Source) -> tuple[str, ...]:
    """What the department should look at before anything else."""
    read, said = rows[0], []
    chance = 3.3 * math.sqrt(read.last + read.now)
    if read.last and abs(read.change) > max(ROWS_MOVED * read.last, chance):
        word = "増えました" if read.change > 0 else "減りました"
        share = f"{abs(read.change) / read.last:.0%}"
        said.append(f"読んだ行が前回より{share}{word}。抽出する期間や条件が変わっていないか確かめてください")
    if kept and newest[0] and newest[1] < newest[0]:
        said.append(
            f"いちばん新しい記録が前回より古くなりました（{newest[0]} → {newest[1] or 'なし'}）。古い抽出ではないか確かめてください"
        )
    elif kept and newest[0] and newest[0] == newest[1]:
        said.append(f"前回より新しい記録がありません（{newest[1]}まで）。新しい分が抽出されているか確かめてください")
    return tuple(said)


def compared(last: tuple[str, ...], now: tuple[str, ...]) -> Columns:
    """Columns then and now. A gone and an added one that are much alike, or stand in the same place alone, are one renamed."""
    before, after = [clean(name) for name in last], [clean(name) for name in now]
    if not before or not after:
        return Columns()
    gone, added = [n for n in before if n not in after], [n for n in after if n not in before]
    renamed = []
    for old in gone:
        alike = max(added, key=lambda new: _alike(old, new), default=None)
        same_place = len(gone) == len(added) == 1 and before.index(old) == after.index(added[0])
        if alike is not None and (_alike(old, alike) >= _ALIKE or same_place):
            renamed.append((old, alike))
            added.remove(alike)
    gone = [name for name in gone if name not in {old for old, _ in renamed}]
    common = [name for name in before if name in after]
    reordered = common != [name for name in after if name in before]
    return Columns(tuple(added), tuple(gone), tuple(renamed), reordered)


def _alike(old: str, new: str) -> float:
    return SequenceMatcher(None, normalize("NFKC", old), normalize("NFKC", new)).ratio()


def drift(item: str, column: str, last: Spread, now: Spread) -> Drift:
    """How far the values of an item are from those of the last delivery, in numbers and in a word."""
    pairs = _paired(last, now)
    known = bool(pairs) and sum(last.counts.values()) + last.few >= ENOUGH and sum(now.counts.values()) + now.few >= ENOUGH
    psi, chance = _stability(pairs) if known else (None, 0.0)
    moved = sum(abs(b - a) for _, a, b in _shares(pairs)) / 2 if known else None
    coded = last.kind == now.kind == "codes"
    appeared = tuple(sorted(set(now.counts) - set(last.counts))) if coded else ()
    vanished = tuple(sorted(set(last.counts) - set(now.counts))) if coded else ()
    return Drift(
        item,
        column,
        now.kind,
        (last.empty_share, now.empty_share),
        tuple(_shares([(_label(label, now), a, b) for label, a, b in pairs])),
        (last.middle, now.middle),
        psi,
        moved,
        appeared,
        vanished,
        _verdict(last, now, psi, chance),
    )


def _verdict(last: Spread, now: Spread, psi: float | None, chance: float) -> str:
    emptier = abs(now.empty_share - last.empty_share)
    if min(last.rows, now.rows) < ENOUGH:
        return TOO_FEW
    by_chance = 3.3 * math.sqrt((1 / last.rows + 1 / now.rows) / 4)
    if emptier >= max(EMPTIED, by_chance) or (psi is not None and psi >= max(SHIFTED, chance)):
        return MUCH
    if emptier >= max(MORE_EMPTY, by_chance) or (psi is not None and psi >= max(MOVED, chance)):
        return LITTLE
    return SAME


def _paired(last: Spread, now: Spread) -> list[tuple[str, int, int]]:
    """Counts of every value that both tell; what one of them hides is told together."""
    if last.kind != now.kind or last.edges != now.edges:
        return []
    labels = sorted({*last.counts, *now.counts}, key=lambda label: (len(label), label) if last.edges else (0, label))
    hidden = {label for label in labels if (last.few and label not in last.counts) or (now.few and label not in now.counts)}
    shown = [(label, last.counts.get(label, 0), now.counts.get(label, 0)) for label in labels if label not in hidden]
    rest = [last.few + sum(last.counts.get(h, 0) for h in hidden), now.few + sum(now.counts.get(h, 0) for h in hidden)]
    return [*shown, (FEWER_THAN, rest[0], rest[1])] if any(rest) else shown


def _shares(pairs: list[tuple[str, int, int]]) -> list[tuple[str, float, float]]:
    before, after = max(sum(last for _, last, _ in pairs), 1), max(sum(now for *_, now in pairs), 1)
    return [(label, a / before, b / after) for label, a, b in pairs]


def _stability(pairs: list[tuple[str, int, int]]) -> tuple[float, float]:
    """The population stability index, and what chance alone would reach once in a thousand times with so many rows."""
    before, after = sum(last for _, last, _ in pairs), sum(now for *_, now in pairs)
    index = 0.0
    for _, a, b in pairs:
        p, q = max(a, 0.5) / before, max(b, 0.5) / after
        index += (q - p) * math.log(q / p)
    free = max(len(pairs) - 1, 1)
    return index, (free + 3.1 * math.sqrt(2 * free) + 3.1) * (1 / before + 1 / after)


def _label(place: str, spread: Spread) -> str:
    """What a place between two cuts is called."""
    if not spread.edges or place == FEWER_THAN:
        return place
    at, edges, unit = int(place), spread.edges, {"days": "日前", "width": "文字"}.get(spread.kind, "")
    if at == 0:
        return f"{edges[0]:g}{unit}以下"
    if at == len(edges):
        return f"{edges[-1]:g}{unit}より大"
    return f"{edges[at - 1]:g}～{edges[at]:g}{unit}"
