"""What the household of the day says: single parent, unmarried partner or step-parent, children, young mother, grandparents.

Reads who lives with the child and the child-rearing allowance (児童扶養手当: stands in for tax data, which may not be used).
"""

import polars as pl

from sukoyaka.hub.features import relations
from sukoyaka.hub.features.households import UNDER_AGE, months_between
from sukoyaka.hub.features.rules.in_force import in_force
from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

HOUSEHOLD = ("resident.household", "resident.address", "resident.relation", "resident.birth_date", "resident.sex")
ALLOWANCE = ("child_allowance.from_on", "child_allowance.until_on")


def single_parent(view: View) -> Measured:
    """1 if the allowance is in force, or only one adult lives with the child; a grandparent in the home is an adult.

    Neither is no "no" while a row about an allowance of somebody in the home is held back.
    """
    allowance = in_force(view, "ALLOWANCE/CHILD_REARING/START", view.children["subject_id"])
    adults = view.members.filter(pl.col("months") >= UNDER_AGE).group_by("subject_id").agg(adults=pl.len())
    frame = (
        view.children.join(adults, on="subject_id", how="left")
        .join(allowance.select("subject_id", in_force=pl.lit(True)), on="subject_id", how="left")
        .with_columns(pl.col("in_force").fill_null(False))
    )
    facts = allowance.with_columns(found=pl.lit("児童扶養手当を受給中"), happened_on="day", source=pl.lit("child_allowance"))
    home = pl.concat([view.members.select("subject_id", "member"), view.children.select("subject_id", member="subject_id")])
    doubted = pl.col("subject_id").is_in(view.held.touched(home, ("child_allowance",)).implode())
    frame = frame.with_columns(value=(pl.col("in_force") | (pl.col("adults") == 1)).fill_null(False).cast(pl.Float64))
    why = pl.when((pl.col("value") == 0) & doubted).then(pl.lit(Why.HELD_BACK))
    alone = frame.filter(pl.col("adults") == 1, ~pl.col("in_force"))
    return measured(
        frame.with_columns(why=why),
        pl.concat([_facts(facts), _facts(_resident(alone, "同居する大人が1人"))]),
    )


def unmarried_partner_or_step(view: View) -> Measured:
    """1 if an adult lives there as 未届 or 同居人, or the child is the child of the head's partner alone."""
    partner = view.members.filter(
        pl.col("same_household"), pl.col("months") >= UNDER_AGE, pl.col("relation").is_in(relations.UNMARRIED_PARTNER)
    )
    step = view.members.filter(pl.col("child_relation").is_in(relations.STEP_CHILD)).unique("subject_id", maintain_order=True)
    facts = pl.concat(
        [
            _facts(_resident(partner, pl.format("続柄「{}」の大人と同居", "relation"))),
            _facts(_resident(step, pl.format("こどもの続柄が「{}」", "child_relation"))),
        ]
    )
    return _flag(view, facts)


def children_in_household(view: View) -> Measured:
    """How many under 18 live in the household, the child included."""
    others = view.members.filter(pl.col("same_household"), pl.col("months") < UNDER_AGE).group_by("subject_id").agg(others=pl.len())
    return measured(view.children.join(others, on="subject_id", how="left").with_columns(value=pl.col("others").fill_null(0) + 1))


def mothers_age(view: View) -> Measured:
    """The mother's age at the birth in completed years, where it is known who she is; she need not live there any more."""
    births = view.people.select(mother="subject_id", hers="birth_month")
    gap = months_between(pl.col("hers"), pl.col("birth_month"))
    known = view.mothers.join(births, on="mother").join(view.children, on="subject_id").select("subject_id", value=gap // 12)
    values = view.children.join(known, on="subject_id", how="left")
    return measured(values.with_columns(why=pl.when(pl.col("value").is_null()).then(pl.lit(Why.NOT_DETERMINABLE))))


def grandparent_at_home(view: View) -> Measured:
    """1 if somebody of the grandparents' generation lives with the child."""
    of_head = pl.col("relation").is_in(relations.GRANDPARENT)
    heads_grandchild = (pl.col("child_relation") == "子の子") & pl.col("relation").is_in(["世帯主", "妻", "夫"])
    found = view.members.filter((of_head | heads_grandchild).fill_null(False)).unique("subject_id", maintain_order=True)
    return _flag(view, _facts(_resident(found, "祖父母と同居")))


def _flag(view: View, facts: pl.DataFrame) -> Measured:
    return measured(view.children.with_columns(value=pl.col("subject_id").is_in(facts["subject_id"].implode()).cast(pl.Float64)), facts)


def _resident(frame: pl.DataFrame, found: str | pl.Expr) -> pl.DataFrame:
    words = pl.lit(found) if isinstance(found, str) else found
    no_day = pl.lit(None, pl.Date)
    return frame.with_columns(found=words, happened_on=no_day, known_on=no_day, source=pl.lit("resident"))


def _facts(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("subject_id", "found", "happened_on", "known_on", "source")
