"""Every child of one past day: how it was ordered, whether it was listed, what became of it, and whom it lives with.

Reads the screening mart as of the day and as of the end of the follow-up; returns arrays for the figures. The criteria see
the first view only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl

from sukoyaka.console import Advance, silent
from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.hub.evaluation import labels
from sukoyaka.hub.features import households
from sukoyaka.hub.features.measure import measure
from sukoyaka.hub.features.model import Feature
from sukoyaka.hub.features.view import View, open_view
from sukoyaka.hub.marts.opening import Mart
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import Determination, TieBreak, decide, run_id_of
from sukoyaka.hub.screening.lists import audit_places
from sukoyaka.hub.screening.model.design import Flags, Ints, Reals
from sukoyaka.hub.screening.model.stability import numbered
from sukoyaka.records.findings import Tier

RED_FLAG_FIRST = 1000.0  # a red flag goes before any score
FINE = 1e-4  # a model's weight orders within a score, never across scores


@dataclass(frozen=True)
class Place:
    """Where the data comes from, for every day."""

    engine: Duck
    mart: Mart
    permit: Permit
    people: pl.DataFrame  # the mart's crosswalk


@dataclass(frozen=True)
class Seen:
    """What was known on a day, and what became known: independent of any criteria. Rows are sorted by subject."""

    view: View
    values: pl.DataFrame
    outcomes: pl.DataFrame  # labels.SCHEMA
    household: Ints  # numbers that hold across days: see `seen`
    groups: pl.DataFrame  # subject_id and the groups of the fairness tables


@dataclass(frozen=True)
class Cohort:
    """The children of a day under criteria. Arrays are in the order of `seen.outcomes`."""

    seen: Seen
    run: Determination
    key: Reals  # higher comes first; equal means equal to the criteria
    score: Reals
    listed: Flags  # by red flag or score, not by lot
    capacity: int  # places that are not the audit's

    @property
    def as_of(self) -> date:
        """The day."""
        return self.seen.view.as_of

    @property
    def positive(self) -> Flags:
        """Noticed within the horizon."""
        return self.seen.outcomes["positive"].fill_null(value=False).to_numpy()

    @property
    def labelled(self) -> Flags:
        """Followed to the end, or noticed before it."""
        return self.seen.outcomes["positive"].is_not_null().to_numpy()


def seen(
    place: Place, day: date, features: Mapping[str, Feature], definition: labels.Definition, known_by: date, advance: Advance = silent
) -> Seen:
    """Measures the features as of the day and looks up what became of the children by `known_by`."""
    view = open_view(place.engine, place.mart, replace(place.permit), day, place.mart.snapshot)
    after = open_view(place.engine, place.mart, place.permit, definition.until(day), place.mart.snapshot)
    found = labels.outcomes(view, after, definition, known_by)
    values = measure(view, [features[name] for name in sorted(features)], advance)
    return Seen(view, values, found, _households(view, found["subject_id"]), groups_of(view, values))


def under(one: Seen, criteria: Criteria, people: pl.DataFrame, tie_break: TieBreak | None = None) -> Cohort:
    """The determination of that day under criteria, as `hub screen` would have made it."""
    fine = tie_break(one.values, one.view.children) if tie_break else None
    run = decide(one.view, one.values, criteria, people, run_id_of(one.view.snapshot, criteria, one.view.as_of), fine)
    children = run.children.sort("subject_id")
    score = children["score"].to_numpy().astype(float)
    key = RED_FLAG_FIRST * children["red_flag"].to_numpy() + score
    if fine is not None:
        key = key + FINE * children.select("subject_id").join(fine, on="subject_id", how="left", maintain_order="left")["fine"].to_numpy()
    listed = children["selected_by"].is_in(["red_flag", "score"]).fill_null(value=False).to_numpy()
    return Cohort(one, run, key, score, listed, capacity_of(criteria, children.height))


def capacity_of(criteria: Criteria, population: int) -> int:
    """Places of both lists that are filled by flags and scores."""
    return sum(criteria.lists[tier].places(population) - audit_places(population, criteria, tier) for tier in Tier)


def _households(view: View, subjects: pl.Series) -> Ints:
    """The household of each child on the day, as a number; the same household has the same number on every day."""
    home = households.homes(view.spells).select("subject_id", "household_id")
    joined = pl.DataFrame({"subject_id": subjects}).join(home, on="subject_id", how="left", maintain_order="left")
    return joined["household_id"].fill_null(-1).to_numpy().astype(np.int64)


def compact(of_days: list[Ints]) -> list[Ints]:
    """Households of several days numbered together from 0."""
    numbers = numbered(np.concatenate(of_days).tolist())
    return np.split(numbers, np.cumsum([len(one) for one in of_days])[:-1])


def groups_of(view: View, values: pl.DataFrame) -> pl.DataFrame:
    """`subject_id` and per fairness dimension the group in Japanese: sex, age, district, coverage, household, parents."""
    home = households.homes(view.spells).select("subject_id", "household_id", "town")
    size = home.group_by("household_id").agg(people=pl.len())
    known = values.group_by("subject_id").agg(known=(pl.col("value").is_not_null()).sum())
    single = values.filter(pl.col("feature") == "single_parent").select("subject_id", single="value")
    joined = (
        view.children.join(home, on="subject_id", how="left")
        .join(size, on="household_id", how="left")
        .join(known, on="subject_id", how="left")
        .join(single, on="subject_id", how="left")
        .sort("subject_id")
    )
    return joined.select(
        "subject_id",
        pl.col("sex").replace_strict({"male": "男", "female": "女"}, default="不明").alias("性別"),
        (pl.col("months") // 12).clip(0, 5).cast(pl.String).add("歳").alias("年齢"),
        pl.col("town").str.head(3).fill_null("不明").alias("地区"),
        _tertiles("known").alias("分かる項目の数"),
        pl.when(pl.col("people") <= 2)
        .then(pl.lit("2人以下"))
        .when(pl.col("people") <= 4)
        .then(pl.lit("3-4人"))
        .otherwise(pl.lit("5人以上"))
        .alias("世帯の人数"),
        pl.when(pl.col("single") > 0).then(pl.lit("ひとり親とみられる")).otherwise(pl.lit("それ以外")).alias("親"),
    )


def _tertiles(column: str) -> pl.Expr:
    rank = pl.col(column).rank("average") / pl.len()
    return pl.when(rank <= 1 / 3).then(pl.lit("少ない")).when(rank <= 2 / 3).then(pl.lit("中ほど")).otherwise(pl.lit("多い"))
