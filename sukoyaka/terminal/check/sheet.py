"""One extract, read and checked: a small or unruly file as a whole, a large one whose rows are all alike piece by piece.

Reads a file, gives `Checked` rows and the counts of the file. Both ways say the same; the second needs no memory for the text.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from operator import or_
from pathlib import Path
from typing import Generic, TypeVar

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.check.rows import MIXED, Checked, check_rows, notations
from sukoyaka.terminal.read import my_number, pieces
from sukoyaka.terminal.read.table import LINE, RawTable, read_table

LARGE = 32 * 2**20
_AT_ONCE = 2
T = TypeVar("T")


@dataclass(frozen=True)
class Sheet:
    """What a file says: rows read = kept + held back; titles and blank lines beside them."""

    read: int
    titles: int
    blanks: int
    items: tuple[str, ...]  # of its columns, in order
    checked: Checked


@dataclass
class Account:
    """What is known of a file only when its last piece has been read."""

    read: int = 0
    titles: int = 0
    blanks: int = 0
    items: tuple[str, ...] = ()
    tallies: dict[str, my_number.Tally] = field(default_factory=dict)
    notations: dict[str, tuple[bool, bool]] = field(default_factory=dict)
    digests: list[pl.DataFrame] = field(default_factory=list)  # line, digest of the row

    def add(self, done: "_Done[T]") -> None:
        """One piece more."""
        self.read += done.read
        self.blanks += done.blanks
        self.tallies = {name: self.tallies[name] + tally if name in self.tallies else tally for name, tally in done.tallies.items()}
        seen = self.notations
        self.notations = {day: tuple(map(or_, now, seen.get(day, (False, False)))) for day, now in done.notations.items()}
        self.digests.append(done.digests)

    def notes(self, parts: list[Checked]) -> dict[str, int]:
        """What is told once for the file: counts of the pieces together, and columns of days in two notations of the whole."""
        counts: Counter[str] = Counter()
        for part in parts:
            counts.update(part.notes)
        counts[MIXED] = sum(map(all, self.notations.values()))
        return {rule: count for rule, count in counts.items() if count}

    def alike(self) -> pl.Series:
        """Lines of rows that share a digest with another one."""
        every = pl.concat(self.digests)
        return every.filter(pl.col("digest").is_duplicated())[LINE] if every["digest"].n_unique() < every.height else every[LINE].clear()


@dataclass(frozen=True)
class _Done(Generic[T]):
    made: T
    read: int
    blanks: int
    tallies: Mapping[str, my_number.Tally]
    notations: Mapping[str, tuple[bool, bool]]
    digests: pl.DataFrame


def check_sheet(path: Path, source: Source, on: date) -> Sheet:
    """Reads and checks one extract. Raises `FileRefused`, as `read_table` does."""
    if path.stat().st_size >= LARGE:
        try:
            return _in_pieces(path, source, on)
        except pieces.Irregular:
            pass  # the careful way tells what is the matter
    raw = read_table(path, source)
    items = tuple(name for name in raw.rows.columns if name != LINE)
    return Sheet(raw.rows_read, raw.titles, raw.blanks, items, check_rows(raw, source, on))


def _in_pieces(path: Path, source: Source, on: date) -> Sheet:
    account = Account()
    parts = list(check_pieces(path, source, on, lambda checked: checked, account))
    if not parts:
        raise pieces.Irregular
    again = settle(path, source, on, account)
    checked = _together(parts, again) if again else _joined(parts)
    return Sheet(account.read, account.titles, account.blanks, account.items, replace(checked, notes=account.notes(parts)))


def check_pieces(path: Path, source: Source, on: date, then: Callable[[Checked], T], account: Account) -> Iterator[T]:
    """What `then` makes of each piece, in order, two at a time. Rows that are equal in two pieces are told by `settle`, afterwards.

    Raises `Irregular` where the file needs the careful reader: what was made until then counts for nothing.
    """
    found = pieces.layout(path, source)
    account.titles, account.items = found.header.titles, found.header.items

    def work(stretch: tuple[int, bytes]) -> _Done[T]:
        table = pieces.table(stretch[1], stretch[0], found, source)
        cells = [name for name in table.rows.columns if name != LINE]
        digests = table.rows.select(LINE, digest=pl.Series(table.rows.select(cells).hash_rows()))
        made = then(check_rows(table, source, on))
        tallies = {name: my_number.tally(table.rows[name]) for name in cells}
        return _Done(made, table.rows_read, table.blanks, tallies, notations(table.rows, source), digests)

    for done in _two_at_a_time(work, pieces.stretches(path, found)):
        account.add(done)
        yield done.made
    account.blanks = max(account.blanks + pieces.ends_with_a_line(path) - 1, 0)


def settle(path: Path, source: Source, on: date, account: Account) -> Checked | None:
    """After the last piece: rows that share a digest, checked once more, together. Raises `FileRefused` for a column of 個人番号."""
    for name, tally in account.tallies.items():
        if tally.full():
            raise my_number.refuse_column(source.item(name).column, path.name)
    lines = account.alike()
    if lines.is_empty():
        return None
    found = pieces.layout(path, source)
    tables = (pieces.table(raw, first, found, source) for first, raw in pieces.stretches(path, found))
    rows = pl.concat(table.rows.filter(pl.col(LINE).is_in(lines.implode())) for table in tables)
    return check_rows(RawTable(rows, (), (), (), 0, 0), source, on)


def _two_at_a_time(work: Callable[[tuple[int, bytes]], T], stretches: Iterable[tuple[int, bytes]]) -> Iterator[T]:
    """Results in order; no more is read than is being worked on."""
    under_way: deque[Future[T]] = deque()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for stretch in stretches:
            under_way.append(pool.submit(work, stretch))
            if len(under_way) > _AT_ONCE:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _joined(parts: list[Checked]) -> Checked:
    return Checked(
        pl.concat(part.kept for part in parts),
        pl.concat(part.quarantined for part in parts),
        pl.concat(part.findings for part in parts),
        {},
        pl.concat(part.whose for part in parts),
    )


def _together(parts: list[Checked], again: Checked) -> Checked:
    """The pieces, but of the lines that were checked again what was said then."""
    once = pl.concat([again.kept.select(LINE), again.quarantined.select(LINE)])[LINE].implode()
    others = ~pl.col(LINE).is_in(once)
    first = _joined(parts)
    return Checked(
        pl.concat([first.kept.filter(others), again.kept]).sort(LINE),
        pl.concat([first.quarantined.filter(others), again.quarantined]).sort(LINE, "rule", "item"),
        pl.concat([first.findings.filter(others), again.findings]).sort(LINE, "rule", "item"),
        {},
        pl.concat([first.whose.filter(others), again.whose]).sort(LINE),
    )
