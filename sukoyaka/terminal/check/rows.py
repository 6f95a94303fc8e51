"""Checks raw rows against the register: typed rows kept, rows held back with a reason, findings for the department.

A required item that is missing, malformed or impossible holds its row back. An optional one loses its value. A number out of
range keeps its value: the hub's cleansing rules, which know the child's age, decide what it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from sukoyaka.governance.register import Item, ItemType, Source
from sukoyaka.terminal.check import findings
from sukoyaka.terminal.read.my_number import holds_one
from sukoyaka.terminal.read.table import LINE, RawTable
from sukoyaka.terminal.read.wareki import EMPTY, parse_column

_NUMBERS = {ItemType.RESIDENT_NUMBER, ItemType.HOUSEHOLD_NUMBER}
WHOSE = {"line": pl.Int32(), "number": pl.String(), "happened_on": pl.Date()}
_DIGITS = re.compile(r"\\d\{(\d+)\}")  # a pattern of so many digits
_BLOCK = 16  # characters of an identifier
_ODD_CHARACTERS = "[\ue000-\uf8ff〓?？□]"
_OF_THE_MACHINE = "[\u2160-\u217b\u2460-\u24ff\u3220-\u33ff\ue000-\uf8ff〓]"  # ① Ⅱ ㈱ ㍉ and their like, in a text
_DITTO = ["同上", "同前", "〃", "″", "々", "仝", '"']
_ERA = r"^\s*[MTSHRmtshrＭＴＳＨＲ明大昭平令]"
MIXED = "L3-05"
_BETWEEN = r"[・、，,;；/／]"


@dataclass(frozen=True)
class Checked:
    """Typed rows that are kept, the lines held back (each once, with its first reason), and all findings."""

    kept: pl.DataFrame
    quarantined: pl.DataFrame
    findings: pl.DataFrame
    notes: Mapping[str, int]  # rule → cells, of what is told once for the file
    whose: pl.DataFrame  # of lines held back: `line, number, happened_on`, as far as they are readable


def check_rows(raw: RawTable, source: Source, on: date) -> Checked:
    """Types every column by the register. `kept` has the item ids as columns, and `line`."""
    typed = raw.rows.select(LINE)
    found = [_outside(raw)]
    for item in source.items:
        if item.id in raw.rows.columns:
            column, faults = _typed(raw.rows[item.id], raw.rows[LINE], item)
        else:
            column, faults = _absent(raw.rows.height, item), findings.none()
        typed = typed.with_columns(column.alias(item.id))
        found.append(faults)
    found += [_future(typed, source, on), _duplicates(raw.rows)]
    every = pl.concat(found)
    held = _held_back(every, source)
    kept = typed.filter(~pl.col(LINE).is_in(held[LINE].implode())) if held.height else typed
    notes = _notes(raw, notations(raw.rows, source))
    return Checked(kept, held, every.sort(LINE, "rule", "item"), notes, _whose(raw, typed, held, source, on))


def _notes(raw: RawTable, days: Mapping[str, tuple[bool, bool]]) -> dict[str, int]:
    """What costs nothing and is told once: padding, line breaks, days in two notations."""
    rows, names = raw.rows, [name for name in raw.rows.columns if name != LINE and not raw.bare]
    padded = sum(int((rows[name] != rows[name].str.strip_chars(" \t\u3000")).sum()) for name in names)
    broken = sum(int(_of_several_lines(rows[name]).str.contains(r"\S[\s]*[\r\n]+\s*\S").sum()) for name in names)
    return {rule: count for rule, count in (("L1-06", padded), ("L1-14", broken), (MIXED, sum(map(all, days.values())))) if count}


def _of_several_lines(cells: pl.Series) -> pl.Series:
    return cells.filter(cells.str.contains("\n", literal=True) | cells.str.contains("\r", literal=True))


def notations(rows: pl.DataFrame, source: Source) -> dict[str, tuple[bool, bool]]:
    """Of each column of days: whether some are written by the era, and some by the western year."""
    days = [item.id for item in source.items if item.type is ItemType.DATE and item.id in rows.columns]
    written = {day: rows[day].unique() for day in days}
    western = r"^\s*(?:19|20)\d\d"
    return {day: (bool(texts.str.contains(_ERA).any()), bool(texts.str.contains(western).any())) for day, texts in written.items()}


def _whose(raw: RawTable, typed: pl.DataFrame, held: pl.DataFrame, source: Source, on: date) -> pl.DataFrame:
    """Number and day of the lines held back. Zeros that a spreadsheet took off a number are put back, here and for this only."""
    if source.subject not in raw.rows.columns:
        return nobody()
    lines = held[LINE].implode()
    number = pl.col(source.subject).str.normalize("NFKC").str.strip_chars()
    pattern = source.item(source.subject).pattern or ""
    width = _DIGITS.fullmatch(pattern)
    if width:
        number = pl.when(number.str.contains(r"^[0-9]+$")).then(number.str.zfill(int(width[1]))).otherwise(None)
    days = typed.filter(pl.col(LINE).is_in(lines)).select(LINE, happened_on=pl.when(pl.col(source.time) <= on).then(pl.col(source.time)))
    about = raw.rows.filter(pl.col(LINE).is_in(lines)).select(LINE, number=pl.when(number != "").then(number)).join(days, on=LINE)
    return about.sort(LINE).select(pl.col(n).cast(t) for n, t in WHOSE.items())


def nobody() -> pl.DataFrame:
    """No line that is known to be about somebody."""
    return pl.DataFrame(schema=WHOSE)


def _outside(raw: RawTable) -> pl.DataFrame:
    return pl.concat(
        [findings.of(*each) for each in ((raw.ragged, "", "L1-15"), (raw.totals, "", "L1-04"), (raw.damaged, "", "C-CHARACTER"))]
    )


def _held_back(every: pl.DataFrame, source: Source) -> pl.DataFrame:
    """A row is held back for its shape, for being a copy, or for a fault in an item that must be there."""
    required = [item.id for item in source.items if item.required]
    always = pl.col("rule").is_in(["L1-15", "L1-04", "C-DUPLICATE", "C-CHARACTER", "C-FUTURE"])
    named = pl.col("rule").is_in(["L1-07", "L2-04", "L2-05"]) & pl.col("item").is_in([item.id for item in source.items if item.other])
    harmless = pl.col("rule").is_in(["C-RANGE", "C-UNIT", "L1-08"]) | named
    grave = every.filter(always | (pl.col("item").is_in(required) & ~harmless))
    return grave.sort(LINE, "rule", "item").unique(LINE, keep="first", maintain_order=True)


def _duplicates(rows: pl.DataFrame) -> pl.DataFrame:
    """Every row that an earlier one equals. Only rows that share a digest are compared cell by cell."""
    cells = [name for name in rows.columns if name != LINE]
    digest = rows.select(cells).hash_rows()
    alike = rows.filter(digest.is_duplicated()) if digest.n_unique() < rows.height else rows.clear()
    return findings.of(alike.filter(~pl.struct(cells).is_first_distinct())[LINE], "", "C-DUPLICATE")


def _absent(height: int, item: Item) -> pl.Series:
    return pl.Series(item.id, [None] * height, dtype=_dtype(item))


def _dtype(item: Item) -> pl.DataType:
    kinds: dict[ItemType, pl.DataType] = {
        ItemType.DATE: pl.Date(),
        ItemType.YEARMONTH: pl.Date(),
        ItemType.INTEGER: pl.Int64(),
        ItemType.NUMBER: pl.Float64(),
        ItemType.FLAG: pl.Boolean(),
    }
    return kinds.get(item.type, pl.String())


def _typed(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    stripped = texts.str.strip_chars(" \t\u3000")
    empty = stripped.is_null() | (stripped == "")
    missing = findings.of(lines.filter(empty), item.id, "C-REQUIRED") if item.required else findings.none()
    ditto = stripped.is_in(_DITTO).fill_null(value=False)
    value, faults = _value(stripped.set(empty | ditto, None), lines, item)
    return value, pl.concat([missing, findings.of(lines.filter(ditto), item.id, "L2-02"), faults])


def _value(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    if item.type in (ItemType.DATE, ItemType.YEARMONTH):
        return _date(texts, lines, item)
    if item.type in (ItemType.INTEGER, ItemType.NUMBER):
        return _number(texts, lines, item)
    if item.type is ItemType.CODE:
        return _code(texts, lines, item)
    if item.type in _NUMBERS:
        return _identifier(texts, lines, item)
    if item.type is ItemType.TEXT:
        return _free_text(texts, lines, item)
    odd = texts.str.contains(_ODD_CHARACTERS).fill_null(value=False) if item.type in (ItemType.NAME, ItemType.KANA) else None
    return texts, findings.of(lines.filter(odd), item.id, "L1-08") if odd is not None else findings.none()


def _free_text(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    """A text that carries a 個人番号 has no value, whatever else it says."""
    long = texts.drop_nulls().unique()
    carrying = [text for text in long.filter(long.str.contains(r"\d{12}")) if holds_one(text)]
    carries = texts.is_in(carrying).fill_null(value=False)
    odd = texts.str.contains(_OF_THE_MACHINE).fill_null(value=False) & ~carries
    told = [findings.of(lines.filter(carries), item.id, "C-MYNUMBER"), findings.of(lines.filter(odd), item.id, "L1-08")]
    return texts.set(carries, None), pl.concat(told)


def _date(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    days, reasons = parse_column(texts)
    bad = reasons.is_not_null() & (reasons != EMPTY)
    faults = findings.of(lines.filter(bad), item.id, "C-DATE")
    if not item.required:
        return days, faults
    nothing = (reasons == EMPTY).fill_null(value=False) & texts.is_not_null()  # 00000000, 不詳: written, and no day
    return days, pl.concat([faults, findings.of(lines.filter(nothing), item.id, "C-REQUIRED")])


def _future(typed: pl.DataFrame, source: Source, on: date) -> pl.DataFrame:
    """Nothing has happened after the delivery. Ends and terms may lie ahead: only the day of the fact is asked."""
    if source.time not in typed.columns:
        return findings.none()
    ahead = (typed[source.time] > on).fill_null(value=False)
    return findings.of(typed[LINE].filter(ahead), source.time, "C-FUTURE")


def _number(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    value = texts.cast(pl.Float64, strict=False)
    unreadable = value.is_null() & texts.is_not_null()
    faults = [findings.of(lines.filter(unreadable), item.id, "L2-01")]
    if item.range:
        outside = ((value < item.range.min) | (value > item.range.max)).fill_null(value=False)
        slip = outside & ((value * 1000).is_between(item.range.min, item.range.max)).fill_null(value=False)
        faults += [findings.of(lines.filter(slip), item.id, "C-UNIT"), findings.of(lines.filter(outside & ~slip), item.id, "C-RANGE")]
    return value.cast(_dtype(item), strict=False) if item.type is ItemType.INTEGER else value, pl.concat(faults)


def _code(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    if not item.codes:
        return texts, findings.none()
    meaning = texts.replace_strict(dict(item.codes), default=None, return_dtype=pl.String)
    unlisted = meaning.is_null() & texts.is_not_null()
    found = texts.filter(unlisted).unique().to_list()
    several = [text for text in found if len(parts := re.split(_BETWEEN, text)) > 1 and {part.strip() for part in parts} <= set(item.codes)]
    detailed = [text for text in found if re.match(r"その他[（(：:・\s].", text)]
    rules = texts.is_in(several), texts.is_in(detailed), ~texts.is_in([*several, *detailed])
    faults = [
        findings.of(lines.filter(unlisted & rule), item.id, name) for rule, name in zip(rules, ("L1-07", "L2-05", "L2-04"), strict=True)
    ]
    return meaning.set(unlisted, item.other), pl.concat(faults)


def _identifier(texts: pl.Series, lines: pl.Series, item: Item) -> tuple[pl.Series, pl.DataFrame]:
    """A number that does not fit its pattern, or 16 ASCII characters, has no value; how it fails tells what happened."""
    odd = (~_fits(texts, item)).arg_true()
    if odd.is_empty():
        return texts, findings.none()
    asked, at = texts.gather(odd).str.normalize("NFKC"), lines.gather(odd)  # １２３ typed by hand is the number 123
    fits = _fits(asked, item)
    exponent = asked.str.contains(r"^[0-9](\.[0-9]+)?[eE]\+?\d+$")
    digits = asked.str.contains(r"^[0-9]+$")
    faults = [
        findings.of(at.filter(~fits & exponent), item.id, "C-ID-EXCEL"),
        findings.of(at.filter(~fits & digits), item.id, "C-ID-WIDTH"),
        findings.of(at.filter(~fits & ~digits & ~exponent), item.id, "C-ID"),
    ]
    return texts.clone().scatter(odd, asked.set(~fits, None)), pl.concat(faults)


def _fits(texts: pl.Series, item: Item) -> pl.Series:
    """A blank fits: whether it may be one is not asked here."""
    width = _DIGITS.fullmatch(item.pattern or "")
    if width and int(width[1]) <= _BLOCK:  # the usual kind, asked in one go
        return texts.str.contains(f"^[0-9]{{{width[1]}}}$").fill_null(value=True)
    pattern = texts.str.contains(f"^(?:{item.pattern or '.+'})$")
    return (pattern & texts.str.contains(f"^[ -~]{{1,{_BLOCK}}}$")).fill_null(value=True)
