"""The records of a UKE file: where each line stands in its bytes, of which kind it is, under which receipt and institution.

Reads bytes, gives places in them, and the fields of the records that are asked for. Why places: a city-month has millions of records,
of most fields nothing is wanted, and a line that nobody asks for is never made a text.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sukoyaka.terminal.read.uke_bits import MARGIN, Flags, Lines, Places

OPENING, CLOSING = ("IR", "HI"), ("GO", "HG")  # of claims and of returned claims (返戻)
_KNOWN = (*OPENING, *CLOSING, "RE", "HO", "KO", "SN", "JD", "SY", "SI", "IY", "TO", "CO", "SJ", "HR")
_KIND = {name: number for number, name in enumerate(_KNOWN, 1)}
_UNKNOWN = 0
NO_RECEIPT = 0
_COMMA, _LF, _CR = 0x2C, 0x0A, 0x0D
_NAME_WIDTH = 8  # bytes that hold two characters, in whatever encoding


@dataclass(frozen=True)
class Records:
    """Lines of a file by index from 0. Bytes of CP932 or UTF-8: in both a comma or an end of line is nothing else."""

    raw: bytes  # with `MARGIN` bytes after the last line
    encoding: str
    begins: Places
    ends: Places  # without the end of the line
    kinds: NDArray[np.uint8]
    receipt: Lines  # the line (from 1) of the RE it stands under, 0 outside
    opened: Lines  # the line of its IR or HI, 0 before the first

    @property
    def lines(self) -> int:
        """How many lines there are, blank ones too."""
        return len(self.begins)

    def of(self, *names: str) -> Places:
        """The lines of these names, within receipts only but for what opens and closes."""
        chosen = np.zeros(len(_KNOWN) + 1, np.bool_)
        chosen[[_KIND[name] for name in names]] = True
        found = np.flatnonzero(chosen[self.kinds])
        return found if set(names) <= {*OPENING, *CLOSING} else found[self.receipt[found] != NO_RECEIPT]

    def is_a(self, name: str, lines: Places) -> Flags:
        """Which of these lines have the name."""
        named: Flags = self.kinds[lines] == _KIND[name]
        return named

    def closed_by(self, name: str, lines: Places) -> Flags:
        """Which of these lines are closed by a record of this name: whether it is the next GO or HG."""
        closing = self.of(*CLOSING)
        right = np.append(self.is_a(name, closing), np.False_)
        closed: Flags = right[np.searchsorted(closing, lines)]
        return closed


def records(raw: bytes, encoding: str) -> Records:
    """Takes the lines apart. They end as they like: CR LF, LF, or CR alone."""
    found = _lines(raw + bytes(MARGIN), len(raw))
    if found is None:
        return records(raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n"), encoding)
    padded, begins, ends = found
    kinds = _kinds(np.frombuffer(padded, np.uint8), begins, ends)
    line = np.arange(1, len(begins) + 1, dtype=np.int32)
    reached = _last(line, kinds == _KIND["RE"])
    left = _last(line, _either(kinds, CLOSING))
    return Records(
        padded, encoding, begins, ends, kinds, np.where(reached > left, reached, NO_RECEIPT), _last(line, _either(kinds, OPENING))
    )


def _lines(padded: bytes, size: int) -> tuple[bytes, Places, Places] | None:
    """Where lines begin and end; None where a CR stands alone."""
    buffer = np.frombuffer(padded, np.uint8, size)
    feeds = np.flatnonzero(buffer == _LF)
    begins = np.append(0, feeds + 1)
    ends = np.append(feeds, size)
    if begins[-1] == size:
        begins, ends = begins[:-1], ends[:-1]
    returns = (ends > begins) & (buffer[ends - 1] == _CR) if size else np.zeros(0, np.bool_)
    alone = np.count_nonzero(buffer == _CR) != np.count_nonzero(returns[: len(feeds)])
    return None if alone else (padded, begins, ends - returns)


def _kinds(buffer: NDArray[np.uint8], begins: Places, ends: Places) -> NDArray[np.uint8]:
    """By what stands before the first comma, of the names that we know: all have two characters."""
    by_name = np.zeros(2**16, np.uint8)
    for name, kind in _KIND.items():
        by_name[int.from_bytes(name.encode(), "big")] = kind
    kinds = by_name[buffer[begins].astype(np.uint16) << 8 | buffer[begins + 1]]
    whole = (buffer[begins + 2] == _COMMA) | (ends - begins == 2)
    return np.where(whole & (ends - begins >= 2), kinds, np.uint8(_UNKNOWN))


def _either(kinds: NDArray[np.uint8], names: tuple[str, ...]) -> Flags:
    return np.isin(kinds, [_KIND[name] for name in names])


def _last(line: Lines, here: Flags) -> Lines:
    """The last line so far that is one, 0 before the first."""
    return np.maximum.accumulate(np.where(here, line, np.int32(0)))


def text(found: Records, lines: Places) -> bytes:
    """These lines as UTF-8, in their order, each with its end."""
    if not len(lines):
        return b""
    starts = np.flatnonzero(np.diff(lines, prepend=-2) != 1)  # neighbours are taken in one
    begins = found.begins[lines[starts]]
    after = np.append(found.begins, found.ends[-1:] + 1)  # where the next line begins; none does after the last
    ends = after[lines[np.append(starts[1:] - 1, len(lines) - 1)] + 1]
    joined = b"".join([found.raw[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True)])
    joined = joined.rstrip(b"\x00\r\n") + b"\n" if lines[-1] == found.lines - 1 else joined
    return joined if joined.isascii() or found.encoding == "utf-8" else joined.decode(found.encoding).encode()


def fields(found: Records, lines: Places, **wanted: int) -> pl.DataFrame:
    """The fields of these records, by the name that each is given here: without blanks around, blank where a producer dropped
    trailing ones."""
    schema = {f"field_{index}": pl.String for index in range(max(wanted.values()) + 1)}
    stripped = [pl.col(f"field_{index}").fill_null("").str.strip_chars().alias(name) for name, index in wanted.items()]
    if not len(lines):
        return pl.DataFrame(schema=schema).select(stripped)
    widest = b"," * (len(schema) - 1) + b"\n"  # how many columns there are is told by the first line
    read = pl.read_csv(
        widest + text(found, lines),
        has_header=False,
        quote_char=None,
        columns=sorted(set(wanted.values())),
        schema=schema,
        truncate_ragged_lines=True,
        extra_columns="ignore",
    )
    return read.slice(1).select(stripped)


def whole(field: str) -> pl.Expr:
    """A whole number, 0 where the field holds none."""
    return pl.col(field).str.to_integer(strict=False).fill_null(0)


def is_closed(found: Records) -> bool:
    """Whether a GO or HG stands after the last institution and the last receipt."""
    marks = np.flatnonzero(_either(found.kinds, (*OPENING, *CLOSING, "RE")))
    return len(marks) > 0 and found.kinds[marks[-1]] in {_KIND[name] for name in CLOSING}


def stated(found: Records) -> tuple[int, int]:
    """Receipts and points that the GO records say, together. An HG says them of returned claims, which are none."""
    said = fields(found, found.of("GO"), count=1, points=2).select(whole("count").sum(), whole("points").sum())
    count, points = said.row(0)
    return int(count), int(points)


def skipped(found: Records) -> dict[str, int]:
    """Records that we do not know, by the first two characters of their name."""
    unknown = np.flatnonzero((found.kinds == _UNKNOWN) & (found.ends > found.begins))
    begins, ends = found.begins[unknown], np.minimum(found.ends[unknown], found.begins[unknown] + _NAME_WIDTH)
    heads = Counter(found.raw[begin:end] for begin, end in zip(begins.tolist(), ends.tolist(), strict=True))
    names: Counter[str] = Counter()
    for head, count in heads.items():
        names[head.decode(found.encoding, errors="replace").partition(",")[0][:2]] += count
    return dict(sorted(names.items()))
