"""Who would move between the lists under other criteria: one row per child, then what each move is put down to.

Reads two determinations of the same children, returns a frame without ids. The audit sample is drawn by lot, not by the
criteria: a child that is only in the sample counts as on no list.
"""

import polars as pl

from sukoyaka.hub.features.catalogue import CLAIMS
from sukoyaka.hub.features.values import covered
from sukoyaka.hub.features.view import View
from sukoyaka.hub.screening import wording
from sukoyaka.hub.screening.determination import Determination
from sukoyaka.records.findings import SelectedBy, Tier

NOWHERE = "none"
GRADES = (NOWHERE, Tier.AT_RISK.value, Tier.SUPPORT_NEEDED.value)  # upwards
AGES = ("0歳", "1-2歳", "3-5歳")
SEXES = ("男", "女", "不明")
CLAIMS_SEEN = ("見られる", "見られない")
PLACES = "一覧の最低点・定員・ほかの子との順番"
CLAIMS_WINDOW = 365  # days


def moves(view: View, old: Determination, new: Determination) -> pl.DataFrame:
    """`old, new` (of `GRADES`), `age, sex, claims, cause, old_score, new_score` per child; `cause` is empty where it stays."""
    both = _places(old, "old").join(_places(new, "new"), on="subject_id", validate="1:1")
    told = both.join(_about(view), on="subject_id", validate="1:1").join(_causes(both, old, new), on="subject_id", how="left")
    moved = pl.col("old") != pl.col("new")
    caused = told.with_columns(cause=pl.when(moved).then(pl.col("cause").fill_null(PLACES)))
    return caused.sort("subject_id").select("old", "new", "age", "sex", "claims", "cause", "old_score", "new_score")


def _places(run: Determination, side: str) -> pl.DataFrame:
    decided = pl.col("tier").is_not_null() & (pl.col("selected_by") != SelectedBy.AUDIT)
    place = pl.when(decided).then(pl.col("tier")).otherwise(pl.lit(NOWHERE)).alias(side)
    return run.children.select("subject_id", place, pl.col("score").alias(f"{side}_score"))


def _about(view: View) -> pl.DataFrame:
    months = pl.col("months")
    age = pl.when(months < 12).then(pl.lit(AGES[0])).when(months < 36).then(pl.lit(AGES[1])).otherwise(pl.lit(AGES[2]))
    sex = pl.when(pl.col("sex") == "male").then(pl.lit(SEXES[0])).when(pl.col("sex") == "female").then(pl.lit(SEXES[1]))
    own = view.children.select("subject_id", member="subject_id")
    seen = covered(view.children, own, view.coverage, CLAIMS.sources, CLAIMS_WINDOW, view.as_of)["subject_id"]
    claims = pl.when(pl.col("subject_id").is_in(seen.implode())).then(pl.lit(CLAIMS_SEEN[0])).otherwise(pl.lit(CLAIMS_SEEN[1]))
    return view.children.select("subject_id", age=age, sex=sex.otherwise(pl.lit(SEXES[2])), claims=claims)


def _causes(both: pl.DataFrame, old: Determination, new: Determination) -> pl.DataFrame:
    """`subject_id, cause`: a red flag raised or lowered in the direction of the move, else the item that moved most points that way."""
    way = (_grade("new") - _grade("old")).sign()
    lines = _weights(old).join(_weights(new), on=["subject_id", "item"], how="full", coalesce=True, suffix="_new").fill_null(0)
    turned = lines.join(both.select("subject_id", way=way), on="subject_id").with_columns(
        flag=(pl.col("flag_new") - pl.col("flag")) * pl.col("way"), points=(pl.col("points_new") - pl.col("points")) * pl.col("way")
    )
    pushing = turned.filter((pl.col("flag") > 0) | (pl.col("points") > 0))
    first = pushing.sort("subject_id", "flag", "points", "item", descending=[False, True, True, False]).unique("subject_id", keep="first")
    names = {item: _named(item, old, new) for item in first["item"].unique()}
    return first.select("subject_id", cause=pl.col("item").replace_strict(names, default=None, return_dtype=pl.String))


def _grade(side: str) -> pl.Expr:
    return pl.col(side).replace_strict({name: step for step, name in enumerate(GRADES)}, return_dtype=pl.Int32)


def _weights(run: Determination) -> pl.DataFrame:
    """What each reason weighs: its points, or for a red flag the grade of the list it leads to."""
    leads = {flag.id: GRADES.index(str(flag.tier)) for flag in run.criteria.red_flags}
    grade = pl.col("item").replace_strict(leads, default=0, return_dtype=pl.Int32)
    return run.reasons.select("subject_id", "item", "points", flag=pl.when("red_flag").then(grade).otherwise(0))


def _named(item: str, old: Determination, new: Determination) -> str:
    said = new.criteria if item in new.criteria.by_id else old.criteria
    prefix = "赤旗：" if item in said.by_id and said.by_id[item].tier else ""
    return prefix + wording.entry_name(item, said)
