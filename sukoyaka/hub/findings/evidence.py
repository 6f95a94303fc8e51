"""The facts behind a reason: which events, or which finding of a rule, with day and source.

Reads the casework view: a fact that the casework may not hold stays behind, and the reason says so.
"""

import polars as pl

from sukoyaka.governance.permit import Permit
from sukoyaka.hub.features.catalogue import RULES
from sukoyaka.hub.features.model import Feature, items_read
from sukoyaka.hub.features.rules.measured import FACTS
from sukoyaka.hub.features.scopes import members_of
from sukoyaka.hub.features.view import View
from sukoyaka.hub.findings import words

MOST = 5  # facts of one reason on a screen: the latest


def cleared(feature: Feature, permit: Permit) -> bool:
    """Whether the casework may see what the feature reads."""
    register = permit.register
    return all(permit.allows(register.source(source).item(item)) for source, item in items_read(feature, register))


def facts(view: View, feature: Feature, life: pl.DataFrame, most: int | None = MOST) -> pl.DataFrame:
    """Facts of a feature about the children of the view, the latest `most` per child, or all (columns of `FACTS`).

    `life` holds the worded events of everybody in question, as known on the day.
    """
    if not cleared(feature, view.permit):
        return pl.DataFrame(schema=FACTS)
    found = RULES[feature.rule](view).facts if feature.rule else _events(view, feature, life)
    latest = found.sort(["subject_id", "happened_on", *FACTS.names()], descending=[False, True] + [False] * len(FACTS))
    return latest if most is None else latest.group_by("subject_id", maintain_order=True).head(most)


def _events(view: View, feature: Feature, life: pl.DataFrame) -> pl.DataFrame:
    if feature.question is None:
        return pl.DataFrame(schema=FACTS)
    selection = feature.question.selection
    codes = [code for code in life["code"].unique() if selection.matches_code(code)]
    chosen = life.filter(pl.col("code").is_in(codes))
    if selection.texts:
        chosen = chosen.filter(pl.col("text_value").is_in(selection.texts))
    if selection.confirmed:
        chosen = chosen.filter(pl.col("text_value").fill_null("") != "suspected")
    ago = (pl.lit(view.as_of) - pl.col("day")).dt.total_days()
    chosen = chosen.filter(ago > feature.question.after)
    if feature.window is not None:
        chosen = chosen.filter(ago <= feature.window)
    return (
        members_of(view, feature.scope)
        .join(chosen.rename({"subject_id": "member"}), on="member")
        .select("subject_id", "member", found=words.label_and_value(), happened_on="day", known_on="known_on", source="source")
        .cast(FACTS)
    )
