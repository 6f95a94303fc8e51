"""The heads of claims → receipts with their cards and payers, public payers, diagnoses.

Reads UKE records (RE, HO, KO, SN, SY, and the IR they stand under), gives tables with the line of each receipt's RE record. What
belongs to a receipt is put beside it by its place among the receipts, which stand in order: nothing is joined by key.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from sukoyaka.terminal.read.uke_acts import Done
from sukoyaka.terminal.read.uke_bits import Flags, Lines, Places
from sukoyaka.terminal.read.uke_records import Records, fields, whole
from sukoyaka.terminal.read.wareki import parse

_INSURANCE = ("1", "")  # 負担者種別 of an SN about the insurance; others are about a public payer
_MEDICAL = "1"  # 点数表 of medical claims
_NOWHERE = -1
COLUMNS = (
    *("line", "kind", "month", "search", "medical", "institution", "claimed_in", "returned", "insurer", "symbol", "number", "branch"),
    *("insured", "visits", "claimed", "summed"),
)


@dataclass(frozen=True)
class Payers:
    """HO, KO and SN as they stand, with the place of their receipt (`at`)."""

    insurances: pl.DataFrame  # at, insurer, symbol, number, visits, claimed
    publics: pl.DataFrame  # at, line, payer, recipient, visits, claimed
    confirmed: pl.DataFrame  # at, about, insurer, symbol, number, branch, recipient


def payers(found: Records) -> Payers:
    """Who pays, as the records say it."""
    said = {"visits": 4, "claimed": 5}
    numbers = [whole(name) for name in said]
    ho = _under(found, "HO", insurer=1, symbol=2, number=3, **said).with_columns(numbers)
    ko = _under(found, "KO", payer=1, recipient=2, **said).with_columns(numbers)
    return Payers(ho, ko, _under(found, "SN", about=1, insurer=3, symbol=4, number=5, branch=6, recipient=7))


def _under(found: Records, name: str, **wanted: int) -> pl.DataFrame:
    """The records of one name: the line and the place of their receipt, and the fields wanted."""
    lines = found.of(name)
    line = found.receipt[lines]
    return fields(found, lines, **wanted).with_columns(line=pl.Series(line), at=pl.Series(place(found, line)))


def place(found: Records, receipt: Lines) -> Places:
    """Which receipt of the file it is, from 0, by the line of its RE."""
    return np.searchsorted(found.of("RE") + 1, receipt)


def receipts(found: Records, paid: Payers, done: Done) -> pl.DataFrame:
    """A row an RE: `line, kind, month, search` (検索番号: the same when it is claimed again), `institution, claimed_in` (of its
    IR), `medical, returned, insured, insurer, symbol, number, branch, claimed, summed, visits` (診療実日数)."""
    lines = found.of("RE")
    head = fields(found, lines, kind=2, month=3, search=18).with_columns(_month_of("month"), line=pl.Series((lines + 1).astype(np.int32)))
    returned = np.isin(lines + 1, found.receipt[found.of("HR")])
    points, public_only = (_spread(column, place(found, done.receipt), len(lines)) for column in (done.points, done.public_only))
    beside = (_opened(found, lines), _claimed(paid, len(lines)), _card(paid, len(lines)))
    return (
        pl.concat([head, *beside], how="horizontal")
        .with_columns(
            returned=pl.Series(returned),
            # what public payers alone pay is no part of what the insurer is asked for
            summed=pl.Series(points) - pl.when("insured").then(pl.Series(public_only)).otherwise(0),
        )
        .select(COLUMNS)
    )


def _opened(found: Records, lines: Places) -> pl.DataFrame:
    """`medical, institution, claimed_in` as the IR or HI says that a receipt stands under."""
    heads = found.of("IR", "HI")
    read = fields(found, heads, table=3, institution=4, claimed_in=7).select(
        "institution",
        _month_of("claimed_in"),
        medical=pl.col("table").is_in([_MEDICAL, ""]) | pl.Series(found.is_a("HI", heads)),
    )
    of = np.searchsorted(heads + 1, found.opened[lines], side="left")
    return _gathered(read, np.where(found.opened[lines] > 0, of, _NOWHERE)).with_columns(pl.col("medical").fill_null(value=True))


def _claimed(paid: Payers, count: int) -> pl.DataFrame:
    """`insured, visits, claimed` as HO says them, or without insurance (公費単独) the first KO that says points."""
    ho = _gathered(paid.insurances.select("visits", "claimed"), _last(paid.insurances["at"], count))
    counting = paid.publics.filter(pl.col("claimed") != 0).reverse()
    ko = _gathered(counting.select(ko_visits="visits", ko_claimed="claimed"), _last(counting["at"], count))
    insured = pl.col("claimed").is_not_null()
    return pl.concat([ho, ko], how="horizontal").select(
        insured=insured,
        visits=pl.coalesce("visits", "ko_visits").fill_null(0),
        claimed=pl.coalesce("claimed", "ko_claimed"),
    )


def _card(paid: Payers, count: int) -> pl.DataFrame:
    """`insurer, symbol, number` of HO, or where it is silent as SN repeats them, with the `branch` that only SN says."""
    about = paid.confirmed.filter(pl.col("about").is_in(_INSURANCE))
    ho = _gathered(paid.insurances.select("insurer", "symbol", "number"), _last(paid.insurances["at"], count))
    card = {}
    for name in ("insurer", "symbol", "number", "branch"):
        said = about.select("at", name).filter(pl.col(name) != "")
        card[name] = _gathered(said.select(name), _last(said["at"], count))[name].fill_null("")
    first = ho.select(pl.when(pl.col(name).fill_null("") != "").then(name).otherwise(card[name]).alias(name) for name in ho.columns)
    return first.with_columns(branch=card["branch"])


def _last(at: pl.Series, count: int) -> Places:
    """The last row about each of `count` receipts."""
    rows = np.full(count, _NOWHERE)
    rows[at.to_numpy()] = np.arange(len(at))
    return rows


def _gathered(table: pl.DataFrame, rows: Places) -> pl.DataFrame:
    """These rows, nulls for those that are nowhere."""
    index = pl.Series(rows).cast(pl.UInt32, strict=False)
    return table.select(pl.all().gather(index)) if len(table) else table.clear(len(rows))


def _spread(values: Places, at: Places, count: int) -> Places:
    spread = np.zeros(count, np.int64)
    spread[at] = values
    return spread


def _month_of(name: str) -> pl.Expr:
    """202402, or with the era code 50602, as the first of the month."""
    return pl.col(name).map_batches(_as_months, return_dtype=pl.Date)


def _as_months(texts: pl.Series) -> pl.Series:
    known = {text: _month(text) for text in texts.unique()} or {"": None}
    return texts.replace_strict(pl.Series([*known], dtype=pl.String), pl.Series([*known.values()], dtype=pl.Date), return_dtype=pl.Date)


def _month(text: str) -> date | None:
    found = parse(text + "01") if len(text) in (5, 6) and text.isdigit() else None
    return found if isinstance(found, date) else None


def publics(paid: Payers, kept: Flags) -> pl.DataFrame:
    """`line, payer, recipient` of every public payer of the receipts kept: KO, and SN about one."""
    ko = paid.publics.select("at", "line", "payer", "recipient")
    sn = paid.confirmed.filter(~pl.col("about").is_in(_INSURANCE)).select("at", "line", "recipient", payer="insurer")
    said = pl.concat([ko, sn.select(ko.columns)]).filter(pl.col("payer") != "", pl.col("recipient") != "")
    named = said.filter(kept[said["at"].to_numpy()])
    return named.select("line", "payer", "recipient").unique(maintain_order=True).sort("line", maintain_order=True)


def diagnoses(found: Records, kept: Flags) -> pl.DataFrame:
    """`line, code, modifiers, started` of every SY of the receipts kept."""
    lines = found.of("SY")
    line = found.receipt[lines]
    read = fields(found, lines, code=1, modifiers=4, started=2).select(pl.Series("line", line), "code", "modifiers", "started")
    return read if kept.all() else read.filter(kept[place(found, line)])
