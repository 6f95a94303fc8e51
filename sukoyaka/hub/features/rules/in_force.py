"""What is in force on the day: an allowance, assistance, a certificate. Each stretch begins with one event and may end with another.

Reads events of the subjects given. Stretches are counted, so that one which was replaced before its end does not seem to
end the one that replaced it.
"""

import polars as pl

from sukoyaka.hub.features.view import View

START, END = "START", "END"


def in_force(view: View, start: str, subjects: pl.Series) -> pl.DataFrame:
    """`subject_id, code, day, known_on, source` of the last beginning, of each code on the path `start` of which more began than ended."""
    told = view.facts(start, start.removesuffix(START) + END, subjects=subjects).unique(["subject_id", "day", "code"], maintain_order=True)
    ends = pl.col("code").str.ends_with(f"/{END}")
    kind = pl.col("code").str.replace(f"/{END}$", f"/{START}")
    counted = (
        told.with_columns(code=kind, ends=ends)
        .sort("subject_id", "code", "day")
        .group_by("subject_id", "code", maintain_order=True)
        .agg(
            pl.col("day", "known_on", "source").filter(~pl.col("ends")).last(),
            open=(~pl.col("ends")).sum().cast(pl.Int64) - pl.col("ends").sum().cast(pl.Int64),
        )
    )
    return counted.filter(pl.col("open") > 0, pl.col("day").is_not_null()).select("subject_id", "code", "day", "known_on", "source")


def last_told(view: View, code: str, subjects: pl.Series) -> pl.DataFrame:
    """`subject_id, text_value` of the last event of the code."""
    told = view.facts(code, subjects=subjects).sort("subject_id", "day", "text_value")
    return told.group_by("subject_id", maintain_order=True).last().select("subject_id", "text_value")
