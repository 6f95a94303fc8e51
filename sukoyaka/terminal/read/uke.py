"""Claims in the UKE record format → tables: receipts, public payers, diagnoses, days of treatment.

Reads a decoded file by columns (レセプト電算処理システム 記録条件仕様). Unknown records are kept out and counted, never
fatal: insurers' copies carry their own. A file that ends within a receipt, or whose GO totals disagree, is refused as cut.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.read.encoding import DAMAGE, decode
from sukoyaka.terminal.read.refusals import FileRefused
from sukoyaka.terminal.read.uke_records import at, is_closed, number, records, skipped, split, stated
from sukoyaka.terminal.read.wareki import parse

_ACTS = {"SI": 13, "IY": 13, "TO": 17}  # first of the 31 columns of days
_HEAD = 8  # fields of an act up to its 回数, then all that follows in one
_REST = pl.col(f"field_{_HEAD - 1}").fill_null("")
_CONSULTED = 2  # the same of JD (受診日等)
_COUNTED = "1"  # a day of JD that counts as one of treatment
_PUBLIC_ONLY = ("5", "6", "7")  # 負担区分 of acts that the insurer does not pay
_MEALS = "97"  # 診療識別 of meals: yen, not points
_INSURANCE = ("1", "")  # 負担者種別 of an SN about the insurance; others are about a public payer
_MEDICAL = "1"  # 点数表 of medical claims


@dataclass(frozen=True)
class Claims:
    """A file of claims: tables with the line of the receipt's RE record, and what was skipped."""

    receipts: pl.DataFrame  # see _receipts
    publics: pl.DataFrame  # line, payer, recipient
    diagnoses: pl.DataFrame  # line, code, modifiers, started
    days: pl.DataFrame  # line, date, out_of_hours
    skipped: dict[str, int]  # unknown record → count
    unreadable: tuple[int, ...]  # RE lines whose month cannot be read
    foreign: tuple[int, ...]  # RE lines of dental, pharmacy or nursing claims
    impossible: tuple[int, ...]  # RE lines with an act on a day that the month does not have


def no_claims() -> Claims:
    """A file in which nothing came: what a refused file contributes."""
    return _claims(records(""), frozenset())


def read_claims(path: Path, source: Source) -> Claims:
    """Reads one file. Raises `FileRefused` for another encoding or a cut file."""
    text = decode(path.read_bytes().rstrip(b"\x1a"), source.encoding, path.name)
    if broken := DAMAGE.search(text):
        raise FileRefused(
            f"{path.name} holds a damaged byte in line {text.count(chr(10), 0, broken.start()) + 1}",
            "characters of CP932",
            "copy it again; it was cut or converted on the way",
        )
    rows = records(text.rstrip("\x1a"))
    _check_whole(rows, path.name)
    return _claims(rows, frozenset(code for item in source.items for code in item.act_codes))


def count_receipts(path: Path) -> int:
    """Receipts of a file that was refused: they still count."""
    return sum(1 for line in path.read_bytes().splitlines() if line.partition(b",")[0] == b"RE")


def _check_whole(rows: pl.DataFrame, file: str) -> None:
    """Every receipt is closed, and GO says what came.

    GO counts a receipt once, or once for each of its payers; producers add 公費単独 to its points or leave it out.
    """
    if not is_closed(rows):
        raise FileRefused(
            f"{file} ends within a receipt: no GO record closes it",
            "a file that ends with GO",
            "export or copy it again; it was cut on the way",
            "C-UKE-CUT",
        )
    claimed = rows.filter(pl.col("closed") == "GO")
    seen = claimed.filter(pl.col("name") == "RE").height
    payers = claimed.filter(pl.col("name").is_in(["HO", "KO"]), pl.col("receipt") != 0).height
    by_payer = _claimed(claimed).group_by("insured").agg(pl.col("claimed").sum())
    points = dict(by_payer.iter_rows())
    insured, everything = points.get(True, 0), sum(points.values())
    count, total = stated(rows)
    if count not in (seen, payers) or total not in (insured, everything):
        raise FileRefused(
            f"{file} holds {seen:,} receipts of {everything:,} points",
            f"{count:,} receipts of {total:,} points, as its GO record says",
            "export or copy it again; a part is missing",
            "C-UKE-CUT",
        )


def _claims(rows: pl.DataFrame, night: frozenset[str]) -> Claims:
    found = _receipts(rows)
    readable = found.filter(pl.col("month").is_not_null(), "medical").drop("medical")
    here = readable.select("line")
    days = _days(rows, night).join(readable.select("line", "month"), on="line")
    possible = pl.col("day") <= pl.col("month").dt.month_end().dt.day()
    dated = days.filter(possible).select("line", date=pl.col("month") + pl.duration(days=pl.col("day") - 1), out_of_hours="out_of_hours")
    return Claims(
        readable,
        _publics(rows).join(here, on="line", how="semi"),
        _diagnoses(rows).join(here, on="line", how="semi"),
        dated.sort("line", "date"),
        skipped(rows),
        tuple(found.filter("medical", pl.col("month").is_null())["line"]),
        tuple(found.filter(~pl.col("medical"))["line"]),
        tuple(days.filter(~possible)["line"].unique().sort()),
    )


def _receipts(rows: pl.DataFrame) -> pl.DataFrame:
    """A row an RE: `line, kind, month, search` (検索番号: the same when it is claimed again), `institution, claimed_in` (of its
    IR), `medical, returned, insured, insurer, symbol, number, branch, claimed, summed, visits` (診療実日数)."""
    opened = split(rows, "IR", "HI").select(
        opened="line",
        medical=at(3).is_in([_MEDICAL, ""]) | (pl.col("name") == "HI"),
        institution=at(4),
        claimed_in=_months(at(7)),
    )
    head = split(rows, "RE").select("line", "opened", kind=at(2), month=_months(at(3)), search=at(18))
    returned = rows.filter(pl.col("name") == "HR")["receipt"]
    return (
        head.join(opened, on="opened", how="left", maintain_order="left")
        .drop("opened")
        .with_columns(pl.col("medical").fill_null(value=True), returned=pl.col("line").is_in(returned.implode()))
        .join(_cards(rows), on="line", how="left", maintain_order="left")
        .join(_claimed(rows), on="line", how="left", maintain_order="left")
        .join(_sums(rows), on="line", how="left", maintain_order="left")
        .with_columns(
            pl.col("insurer", "symbol", "number", "branch").fill_null(""),
            pl.col("insured").fill_null(value=False),
            pl.col("summed", "visits").fill_null(0),
        )
    )


def _months(field: pl.Expr) -> pl.Expr:
    """202402, or with the era code 50602, as the first of the month."""
    return field.map_batches(_as_months, return_dtype=pl.Date)


def _as_months(texts: pl.Series) -> pl.Series:
    known = {text: _month(text) for text in texts.unique()}
    return pl.Series(texts.name, [known[text] for text in texts], dtype=pl.Date)


def _month(text: str) -> date | None:
    found = parse(text + "01") if len(text) in (5, 6) and text.isdigit() else None
    return found if isinstance(found, date) else None


def _cards(rows: pl.DataFrame) -> pl.DataFrame:
    """The card of each receipt. SN repeats it and adds the branch; where HO is absent it is the only place of the card."""
    ho = split(rows, "HO").group_by("receipt").agg(insurer=at(1).last(), symbol=at(2).last(), number=at(3).last())
    about = split(rows, "SN").filter(at(1).is_in(_INSURANCE))
    sn = about.select("receipt", sn_insurer=at(3), sn_symbol=at(4), sn_number=at(5), branch=at(6)).group_by("receipt")
    said = sn.agg(pl.col(name).filter(pl.col(name) != "").last() for name in ("sn_insurer", "sn_symbol", "sn_number", "branch"))
    filled = [
        pl.when(pl.col(name).fill_null("") != "").then(name).otherwise(f"sn_{name}").alias(name) for name in ("insurer", "symbol", "number")
    ]
    return ho.join(said, on="receipt", how="full", coalesce=True).select(*filled, "branch", line="receipt")


def _claimed(rows: pl.DataFrame) -> pl.DataFrame:
    """`line, insured, claimed, visits` as HO says them, or without insurance (公費単独) the first KO that says points."""
    ho = split(rows, "HO").group_by("receipt").agg(insured=pl.lit(True), visits=number(at(4)).last(), claimed=number(at(5)).last())
    ko = split(rows, "KO").select("receipt", visits=number(at(4)), claimed=number(at(5))).join(ho, on="receipt", how="anti")
    alone = ko.filter(pl.col("claimed") != 0).group_by("receipt", maintain_order=True).first()
    return pl.concat([ho, alone.select("receipt", pl.lit(False).alias("insured"), "visits", "claimed")]).rename({"receipt": "line"})


def _publics(rows: pl.DataFrame) -> pl.DataFrame:
    """`line, payer, recipient` of every public payer: KO, and SN about one."""
    ko = split(rows, "KO").select(line="receipt", payer=at(1), recipient=at(2))
    sn = split(rows, "SN").filter(~at(1).is_in(_INSURANCE)).select(line="receipt", payer=at(3), recipient=at(7))
    return pl.concat([ko, sn]).filter(pl.col("payer") != "", pl.col("recipient") != "").unique(maintain_order=True)


def _sums(rows: pl.DataFrame) -> pl.DataFrame:
    """`line, summed`: Σ(点数×回数) of what the claimed points are of.

    Points stand on the last record of a unit only, 診療識別 on the first record of a group only: later ones inherit it.
    """
    acts = split(rows, *_ACTS, "CO", width=_HEAD).with_columns(kind=pl.when(at(1) != "").then(at(1)))
    acts = acts.with_columns(kind=pl.col("kind").forward_fill().over("receipt")).filter(pl.col("name") != "CO")
    insured = rows.filter(pl.col("name") == "HO")["receipt"]
    foreign = pl.col("receipt").is_in(insured.implode()) & at(2).is_in(_PUBLIC_ONLY)
    counted = acts.filter(~foreign, pl.col("kind").fill_null("") != _MEALS)
    return counted.group_by(line="receipt").agg(summed=(number(at(5)) * number(at(6))).sum())


def _diagnoses(rows: pl.DataFrame) -> pl.DataFrame:
    return split(rows, "SY").select(line="receipt", code=at(1), modifiers=at(4), started=at(2))


def _days(rows: pl.DataFrame, night: frozenset[str]) -> pl.DataFrame:
    """`line, day, out_of_hours`: days of the month on which something was done, and whether by a night or holiday addition."""
    parts = [_marked(split(rows, name, width=_HEAD), first, night if name == "SI" else frozenset()) for name, first in _ACTS.items()]
    consulted = _marked(split(rows, "JD", width=_HEAD), _CONSULTED, frozenset())
    marked = pl.concat([*parts, consulted.filter(pl.col("cell") == _COUNTED)])
    return marked.group_by("line", "day").agg(pl.col("out_of_hours").any()).sort("line", "day")


def _marked(acts: pl.DataFrame, first: int, night: frozenset[str]) -> pl.DataFrame:
    """The cells of the 31 columns of days that are not blank. Few ways of filling them occur: each is looked at once."""
    lead = [pl.col(f"field_{index}").fill_null("") for index in range(first, _HEAD - 1)]
    asked = acts.select(line="receipt", out_of_hours=at(3).is_in(sorted(night)), filled=pl.concat_str(*lead, _REST, separator=","))
    cells = pl.col("filled").str.split(",").list.slice(max(first - _HEAD + 1, 0), 31)
    ways = asked.select(pl.col("filled").unique()).with_columns(cell=cells)
    days = ways.with_columns(day=pl.int_ranges(1, pl.col("cell").list.len().cast(pl.Int64) + 1)).explode("cell", "day")
    known = days.with_columns(pl.col("cell").str.strip_chars()).filter(pl.col("cell").is_not_null() & ~pl.col("cell").is_in(["", "0"]))
    return asked.join(known, on="filled").select("line", "out_of_hours", "cell", "day")
