"""What a rule returns: a value or a reason for not knowing it, and the facts behind it.

Reads nothing. Why both at once: the reason that a person sees must be the one that was counted.
"""

from dataclasses import dataclass

import polars as pl

VALUES = pl.Schema({"subject_id": pl.Int64, "value": pl.Float64, "why": pl.String})
FACTS = pl.Schema(
    {"subject_id": pl.Int64, "member": pl.Int64, "found": pl.String, "happened_on": pl.Date, "known_on": pl.Date, "source": pl.String}
)


@dataclass(frozen=True)
class Measured:
    """`values`: one row per child. `facts`: any number per child; `member` is whom the fact is about."""

    values: pl.DataFrame
    facts: pl.DataFrame


def measured(values: pl.DataFrame, facts: pl.DataFrame | None = None) -> Measured:
    """Both frames in their declared columns; facts of the child itself need no `member`."""
    why = pl.col("why") if "why" in values.columns else pl.lit(None, pl.String).alias("why")
    facts = pl.DataFrame(schema=FACTS) if facts is None else facts
    member = pl.col("member") if "member" in facts.columns else pl.col("subject_id").alias("member")
    return Measured(
        values.select("subject_id", "value", why).cast(VALUES),
        facts.select("subject_id", member, "found", "happened_on", "known_on", "source").cast(FACTS).sort(list(FACTS)),
    )
