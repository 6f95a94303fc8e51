"""Public assistance of the household, and certificates of disability of the child and of those who raise it.

Reads what is in force on the day. Circumstances, never signs of harm: they say that a family may need more help. Absence
is a no only for people whom the source covers.
"""

import polars as pl

from sukoyaka.hub.features import relations
from sukoyaka.hub.features.households import UNDER_AGE
from sukoyaka.hub.features.language import Scope
from sukoyaka.hub.features.rules.in_force import in_force, last_told
from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.scopes import members_of
from sukoyaka.hub.features.values import Why, covered
from sukoyaka.hub.features.view import View

ASSISTANCE = ("public_assistance.from_on", "public_assistance.until_on")
CERTIFICATES = ("disability.kind", "disability.granted_on", "disability.returned_on")
CARE = ("care_insurance.from_on", "care_insurance.until_on", "care_insurance.decided_on", "care_insurance.level", "care_insurance.service")
HOUSEHOLD = ("resident.household", "resident.address", "resident.relation", "resident.birth_date")
WINDOW = 365  # days of which a source must cover half, for an absence to be a no
HEAVY = {"care 3": "要介護3", "care 4": "要介護4", "care 5": "要介護5"}
AWAY = "institution"


def on_public_assistance(view: View) -> Measured:
    """1 if somebody of the household is on public assistance: it is granted to households, and a row may have been held back."""
    together = members_of(view, Scope.HOUSEHOLD)
    found = in_force(view, "PUBLIC_ASSISTANCE/START", together["member"].unique()).rename({"subject_id": "member"})
    told = together.join(found, on="member").with_columns(found=pl.lit("生活保護を受給中"))
    counted = _held(view, together, told, "public_assistance")
    return measured(counted.values.with_columns(pl.col("value").clip(0, 1)), counted.facts)


def childs_certificate(view: View) -> Measured:
    """1 if the child holds a certificate."""
    own = members_of(view, Scope.CHILD)
    return _held(view, own, _certificates(view, own), "disability")


def carers_certificate(view: View) -> Measured:
    """How many of those who raise the child, by 続柄, hold a certificate. Not determinable where 続柄 names nobody."""
    raising = _carers(view)
    held = _held(view, raising, _certificates(view, raising), "disability")
    nobody = ~pl.col("subject_id").is_in(raising["subject_id"].implode())
    why = pl.when(nobody).then(pl.lit(Why.NOT_DETERMINABLE)).otherwise("why")
    return measured(held.values.with_columns(value=pl.when(~nobody).then("value"), why=why), held.facts)


def heavy_care_at_home(view: View) -> Measured:
    """How many who live with the child are certified at 要介護3 or more and do not live in an institution."""
    others = members_of(view, Scope.CO_RESIDENTS)
    people = others["member"].unique()
    certified = in_force(view, "CARE/CERTIFIED/START", people)
    level = last_told(view, "CARE/LEVEL", people).rename({"text_value": "level"})
    service = last_told(view, "CARE/SERVICE", people).rename({"text_value": "service"})
    heavy = (
        certified.join(level, on="subject_id")
        .join(service, on="subject_id", how="left")
        .filter(pl.col("level").is_in(list(HEAVY)), pl.col("service").ne_missing(AWAY))
        .rename({"subject_id": "member"})
    )
    words = pl.format("同居者が{}（在宅）", pl.col("level").replace(HEAVY))
    return _held(view, others, others.join(heavy, on="member").with_columns(found=words), "care_insurance")


def _carers(view: View) -> pl.DataFrame:
    """`subject_id, member`: adults of the household who raise the child by 続柄, and the mother."""
    mothers = view.mothers.select("subject_id", member="mother", is_mother_of=pl.lit(True))
    together = view.members.filter(pl.col("same_household"), pl.col("months") >= UNDER_AGE).join(
        mothers, on=["subject_id", "member"], how="left"
    )
    return together.filter(relations.raises_the_child() | pl.col("is_mother_of").fill_null(False)).select("subject_id", "member")


def _certificates(view: View, whose: pl.DataFrame) -> pl.DataFrame:
    """A row per person and kind of certificate in force. The kind is not told: that there is one is enough."""
    found = in_force(view, "DISABILITY/*/START", whose["member"].unique()).rename({"subject_id": "member"})
    return whose.join(found, on="member").with_columns(found=pl.lit("障害者手帳を所持"))


def _held(view: View, asked: pl.DataFrame, found: pl.DataFrame, source: str) -> Measured:
    """Counts people found among `asked` (`subject_id, member`). None found is a no where the source covers all of them."""
    visible = covered(view.children, asked, view.coverage, (source,), WINDOW, view.as_of)
    counted = found.group_by("subject_id").agg(value=pl.col("member").n_unique())
    values = view.children.join(counted, on="subject_id", how="left").with_columns(pl.col("value").fill_null(0))
    delivered = bool((view.coverage["source"] == source).any())
    hidden = (pl.col("value") == 0) & ~(pl.lit(delivered) & pl.col("subject_id").is_in(visible["subject_id"].implode()))
    facts = found.with_columns(happened_on="day").select("subject_id", "member", "found", "happened_on", "known_on", "source")
    return measured(
        values.with_columns(value=pl.when(~hidden).then("value"), why=pl.when(hidden).then(pl.lit(Why.NOT_COVERED))),
        facts.unique(["subject_id", "member", "found"], keep="first", maintain_order=True),
    )
