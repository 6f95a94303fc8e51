"""The heads of claims → receipts with their cards and payers, public payers, diagnoses.

Reads UKE records (RE, HO, KO, SN, SY, and the IR they stand under), gives tables with the line of each receipt's RE record.
"""

from datetime import date

import polars as pl

from sukoyaka.terminal.read.uke_records import at, number, split
from sukoyaka.terminal.read.wareki import parse

_INSURANCE = ("1", "")  # 負担者種別 of an SN about the insurance; others are about a public payer
_MEDICAL = "1"  # 点数表 of medical claims
COLUMNS = (
    *("line", "kind", "month", "search", "medical", "institution", "claimed_in", "returned", "insurer", "symbol", "number", "branch"),
    *("insured", "visits", "claimed", "summed"),
)


def receipts(rows: pl.DataFrame, said: pl.DataFrame, summed: pl.DataFrame) -> pl.LazyFrame:
    """A row an RE: `line, kind, month, search` (検索番号: the same when it is claimed again), `institution, claimed_in` (of its
    IR), `medical, returned, insured, insurer, symbol, number, branch, claimed, summed, visits` (診療実日数)."""
    opened = split(rows, "IR", "HI", width=9).select(
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
        .join(said.lazy().drop("closed"), on="line", how="left", maintain_order="left")
        .join(_confirmed(rows), on="line", how="left", maintain_order="left")
        .join(summed.lazy(), on="line", how="left", maintain_order="left")
        .with_columns(
            *(_filled(name, f"sn_{name}") for name in ("insurer", "symbol", "number")),
            pl.col("branch").fill_null(""),
            pl.col("insured").fill_null(value=False),
            pl.col("points", "public_only", "visits").fill_null(0),
        )
        # what public payers alone pay is no part of what the insurer is asked for
        .with_columns(summed=pl.col("points") - pl.when("insured").then("public_only").otherwise(0))
        .select(COLUMNS)
    )


def _filled(name: str, other: str) -> pl.Expr:
    """What HO says of the card, or what SN says."""
    return pl.when(pl.col(name).fill_null("") != "").then(name).otherwise(pl.col(other).fill_null("")).alias(name)


def _months(field: pl.Expr) -> pl.Expr:
    """202402, or with the era code 50602, as the first of the month."""
    return field.map_batches(_as_months, return_dtype=pl.Date)


def _as_months(texts: pl.Series) -> pl.Series:
    known = {text: _month(text) for text in texts.unique()}
    return pl.Series(texts.name, [known[text] for text in texts], dtype=pl.Date)


def _month(text: str) -> date | None:
    found = parse(text + "01") if len(text) in (5, 6) and text.isdigit() else None
    return found if isinstance(found, date) else None


def _confirmed(rows: pl.DataFrame) -> pl.LazyFrame:
    """The card as SN repeats it, with the branch; where HO is absent it is the only place of the card."""
    about = split(rows, "SN", width=8).filter(at(1).is_in(_INSURANCE))
    fields = {"sn_insurer": at(3), "sn_symbol": at(4), "sn_number": at(5), "branch": at(6)}
    said = about.select("receipt", **{name: pl.when(field != "").then(field) for name, field in fields.items()})
    return said.group_by(line="receipt").agg(pl.col(*fields).last(ignore_nulls=True))


def claimed(rows: pl.DataFrame) -> pl.DataFrame:
    """`line, closed, insured, visits, claimed, insurer, symbol, number`: as HO says them, or without insurance (公費単独) the first KO
    that says points."""
    card = {"insurer": at(1), "symbol": at(2), "number": at(3)}
    said = {"visits": number(at(4)), "claimed": number(at(5))}
    ho = split(rows, "HO", width=7).select("receipt", "closed", **said, **card).group_by("receipt").last()
    ko = split(rows, "KO", width=7).select("receipt", "closed", **said).join(ho, on="receipt", how="anti")
    alone = ko.filter(pl.col("claimed") != 0).group_by("receipt", maintain_order=True).first()
    insured = ho.with_columns(insured=pl.lit(value=True))
    both = pl.concat([insured, alone.with_columns(insured=pl.lit(value=False))], how="diagonal")
    return both.select("closed", "insured", "visits", "claimed", *card, line="receipt").collect()


def publics(rows: pl.DataFrame) -> pl.LazyFrame:
    """`line, payer, recipient` of every public payer: KO, and SN about one."""
    ko = split(rows, "KO", width=4).select(line="receipt", payer=at(1), recipient=at(2))
    sn = split(rows, "SN", width=9).filter(~at(1).is_in(_INSURANCE)).select(line="receipt", payer=at(3), recipient=at(7))
    return pl.concat([ko, sn]).filter(pl.col("payer") != "", pl.col("recipient") != "").unique(maintain_order=True)


def diagnoses(rows: pl.DataFrame) -> pl.LazyFrame:
    """`line, code, modifiers, started` of every SY."""
    return split(rows, "SY", width=6).select(line="receipt", code=at(1), modifiers=at(4), started=at(2))
