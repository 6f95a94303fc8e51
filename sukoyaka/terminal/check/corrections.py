"""Claims that were sent back (返戻) and claimed again (再請求): of one receipt in several files, the last word counts.

Reads and replaces the kept claims of an inbox. Why after all files are read: the correction comes months later. What gives way
is held back with its rule, so that the counts of every file still add up.
"""

from dataclasses import replace

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.terminal.check.inbox import FileAccount, Inbox

_KEY = ("institution", "month", "search")
_SETTLED = ("institution", "search", "claimed_in", "returned")  # of no use after this
_NAMES_ONE = r"^[0-9A-Za-z]{6,}$"  # a 検索番号 that can name one receipt


def settle(read: Inbox, register: Register) -> None:
    """Takes returned receipts, and those that a later file corrects, out of the kept rows of every source of claims."""
    for source in register.sources.values():
        receipts = read.table(f"{source.id}.receipt") if source.format == "uke" else None
        if receipts is None:
            continue
        overruled = _overruled(receipts)
        if overruled.height:
            for name in (f"{source.id}.{table}" for table in ("receipt", "diagnosis", "visit")):
                read.tables[name] = [
                    part.join(overruled, on=["file", "line"], how="anti", maintain_order="left") for part in read.tables[name]
                ]
            read.accounts = [_told(account, overruled.filter(pl.col("file") == account.ordinal)) for account in read.accounts]
        read.tables[f"{source.id}.receipt"] = [part.drop(_SETTLED) for part in read.tables[f"{source.id}.receipt"]]


def _overruled(receipts: pl.DataFrame) -> pl.DataFrame:
    """`file, line, rule` of the receipts that do not count.

    Files speak in the order of their month of claim. A number that occurs twice in one file names no receipt.
    """
    named = receipts.filter(pl.col("search").str.contains(_NAMES_ONE)).with_columns(again=pl.len().over("file", *_KEY))
    ordered = named.filter(pl.col("again") == 1).sort("claimed_in", "file", "line", nulls_last=True)
    last = ordered.with_columns(
        overruled=pl.int_range(pl.len()).over(_KEY) < pl.len().over(_KEY) - 1, sent_back=pl.col("returned").last().over(_KEY)
    )
    rule = pl.when("sent_back").then(pl.lit("C-UKE-RETURNED")).otherwise(pl.lit("C-UKE-CORRECTED"))
    earlier = last.filter(pl.col("overruled") & ~pl.col("returned")).select("file", "line", rule=rule)
    returned = receipts.filter("returned").select("file", "line", rule=pl.lit("C-UKE-RETURNED"))
    return pl.concat([earlier, returned]).sort("file", "line")


def _told(account: FileAccount, overruled: pl.DataFrame) -> FileAccount:
    """The account with these receipts held back."""
    if overruled.is_empty():
        return account
    held = overruled.select("line", pl.lit("").alias("item"), "rule")
    return replace(
        account,
        kept=account.kept - held.height,
        findings=pl.concat([account.findings, held]),
        quarantined=pl.concat([account.quarantined, held]),
    )
