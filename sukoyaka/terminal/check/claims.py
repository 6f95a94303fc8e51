"""Claims as typed rows: receipts, diagnoses and days, each with what the register calls its items, and their findings."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Source
from sukoyaka.terminal.check import findings
from sukoyaka.terminal.read.master import UNKNOWN, category
from sukoyaka.terminal.read.uke import Claims
from sukoyaka.terminal.read.wareki import EMPTY, parse_column


@dataclass(frozen=True)
class CheckedClaims:
    """Typed tables by name (receipt, diagnosis, visit), lines held back, findings."""

    tables: dict[str, pl.DataFrame]
    quarantined: pl.DataFrame
    findings: pl.DataFrame


def check_claims(claims: Claims, source: Source, master: Mapping[str, str]) -> CheckedClaims:
    """Receipts whose month is unreadable, and those of other than medical claims, are held back; all else is kept with what can
    be said of it."""
    receipt = _receipts(claims, source)
    first = claims.days.group_by("line").agg(first_day=pl.col("date").min())
    receipt = (
        receipt.join(first, on="line", how="left", maintain_order="left")
        .with_columns(happened_on=pl.coalesce("first_day", "month"))
        .drop("first_day")
    )
    about = receipt.select("line", "happened_on", "setting")
    diagnosis, started = _diagnoses(claims, source, master)
    diagnosis = diagnosis.join(about.drop("setting"), on="line", maintain_order="left")
    visit = claims.days.join(about.drop("happened_on"), on="line", maintain_order="left").with_columns(happened_on="date")
    held = pl.concat([findings.of(claims.unreadable, "month", "C-UKE-MONTH"), findings.of(claims.foreign, "", "C-UKE-TABLE")])
    wrong_sum = receipt.filter(pl.col("claimed").is_not_null() & (pl.col("claimed") != pl.col("summed")))["line"]
    unknown = diagnosis.filter(pl.col("diagnosis") == UNKNOWN)["line"]
    days = findings.of(claims.impossible, "date", "C-DATE")
    found = pl.concat(
        [
            *(held, days, started, findings.of(wrong_sum, "points", "C-POINTS"), findings.of(unknown, "diagnosis", "C-MASTER")),
            findings.of(_without_days(receipt, claims.days), "date", "C-DAYS"),
        ]
    )
    return CheckedClaims({"receipt": receipt, "diagnosis": diagnosis, "visit": visit}, held, found)


def _receipts(claims: Claims, source: Source) -> pl.DataFrame:
    codes = dict(source.item("setting").codes or {})
    setting = claims.receipts["kind"].str.slice(-1).replace_strict(codes, default=None, return_dtype=pl.String)
    payers = claims.publics.group_by("line", maintain_order=True).agg(publics=pl.struct("payer", "recipient"))
    return claims.receipts.with_columns(setting=setting).join(payers, on="line", how="left", maintain_order="left")


def _without_days(receipts: pl.DataFrame, days: pl.DataFrame) -> pl.Series:
    """Receipts that say days of treatment but not which: no visit can be told of them."""
    return receipts.filter(pl.col("visits") > 0).join(days, on="line", how="anti")["line"]


def _diagnoses(claims: Claims, source: Source, master: Mapping[str, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Diagnoses, and a finding for each whose first day is impossible: the day goes, the diagnosis stays."""
    rows = claims.diagnoses
    started, reasons = parse_column(rows["started"])
    bad = rows["line"].filter(reasons.is_not_null() & (reasons != EMPTY))
    codes = rows["code"].unique()
    known = pl.DataFrame(
        {"code": codes, "diagnosis": [category(code, master) for code in codes]}, schema={"code": pl.String, "diagnosis": pl.String}
    )
    suspected = pl.any_horizontal(pl.col("modifiers").str.contains(f"^(?:.{{4}})*{modifier}") for modifier in source.suspected)
    typed = (
        rows.with_columns(diagnosed_on=started, certainty=pl.when(suspected).then(pl.lit("suspected")).otherwise(pl.lit("confirmed")))
        .join(known, on="code", maintain_order="left", how="left")
        .select("line", "diagnosis", "certainty", "diagnosed_on")
    )
    return typed, findings.of(bad, "diagnosed_on", "C-DATE")
