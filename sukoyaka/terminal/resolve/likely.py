"""The probable link: what neither number nor exact key could settle, weighed against the resident register.

Reads match keys of rows and of residents, gives each row its candidates with likelihoods, and a link where three things hold: the
given name carries it (twins, siblings and people who share only kana are never merged), no rival comes near, and the expected share
of wrong links stays within the budget. The rest waits, with its candidates.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from sukoyaka.terminal.resolve import persons
from sukoyaka.terminal.resolve.likeness import Field, encoded
from sukoyaka.terminal.resolve.linker import Model, Plan, ranked, train, weigh, within_budget

WRONG = 0.0002  # at most so many wrong links among all, expected
SURE = 0.95  # and never one that is less likely than this, however many sure ones stand beside it
SHOWN = 5  # candidates kept for a person to look at
SAMPLE = 12_000  # rows that are enough to learn from
FIELDS = (
    Field("given", "spellings", ("given_kana", "given_name"), by_frequency=True),
    Field("family", "spellings", ("family_kana", "family_name"), by_frequency=True),
    Field("birth", "date", ("birth",)),
    Field("sex", "code", ("sex",)),
    Field("place", "place", ("place", "lot", "town")),
)
PLAN = Plan(
    FIELDS,
    blocks=(
        ("birth", "sex"),
        ("birth", "given_kana"),
        ("birth", "given_name"),
        ("birth", "family_kana"),
        ("family_kana", "given_kana"),
        ("family_name", "given_name"),
        ("family_kana", "given_kana", "born_in_year"),
        ("family_kana", "given_kana", "born_on_day"),
        ("family_name", "given_name", "born_in_year"),
        ("given_kana", "lot"),
        ("given_name", "lot"),
        ("place", "sex"),
        ("given_kana", "born_in_month", "town"),
    ),
    kinds=tuple(
        frozenset(shared.split())
        for shared in (
            "family place",
            "family place birth",
            "family given sex",
            "birth sex",
            "birth family",
            "birth given",
            "given place",
            "",
        )
    ),
)
BOTH_SAME, SAME_NAME, SAME_SOUND, ALIKE = 5, (4, 5, 8), 3, (2, 7)  # levels of a name in two spellings
SLIP, CONTRADICTS, SAME_LOT = 3, 1, 3


@dataclass(frozen=True)
class Before:
    """What was linked by exact keys before: how many rows, and how many of them are expected to be wrong."""

    links: int = 0
    wrong: float = 0.0


@dataclass(frozen=True)
class Likely:
    """`candidates` (row, resident, rank, likelihood, a level by field; the best of each row) and `links` (row, resident, likelihood)."""

    candidates: pl.DataFrame
    links: pl.DataFrame
    floor: float


def sample(rows: pl.DataFrame, most: int = SAMPLE) -> pl.DataFrame:
    """Every n-th row: fair, and the same in every run."""
    return rows.gather_every(max(-(-rows.height // most), 1))


def prepared(keys: pl.DataFrame) -> pl.DataFrame:
    """With parts of the birth date as keys of their own: a slip leaves the others right."""
    birth = pl.col("birth").str
    return keys.with_columns(born_in_year=birth.head(4), born_in_month=birth.head(6), born_on_day=birth.tail(4))


def ready(asked: pl.DataFrame, people: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both tables (`persons.keys`) as `learn` and `find` want them: with the parts of birth dates, every key a number."""
    return encoded(prepared(asked), prepared(people), sorted({column for block in PLAN.blocks for column in block} | set(persons.KEYS)))


def learn(asked: pl.DataFrame, people: pl.DataFrame) -> Model:
    """From all rows that ask, resolved or not: `asked` and `people` hold keys (`ready`)."""
    return train(PLAN, sample(asked), people)


def find(asked: pl.DataFrame, people: pl.DataFrame, model: Model, before: Before = Before()) -> Likely:
    """Candidates and links of `asked` (keys and `row`); `people` holds keys, `resident` and `household`; both are `ready`."""
    weighed = ranked(weigh(PLAN, model, asked, people), model)
    best = weighed.filter(pl.col("rank") <= SHOWN)
    named = best.with_columns(row=asked["row"].gather(best["left"]), resident=people["resident"].gather(best["right"]))
    first = weighed.filter(pl.col("rank") == 1)
    proven = first.filter(_carried() & (pl.col("likelihood") >= SURE))
    proven = proven.filter(~_twin(proven, people))
    floor = max(within_budget(proven["likelihood"].to_numpy(), WRONG, before.links, before.wrong), SURE)
    links = proven.filter(pl.col("likelihood") >= floor)
    whose = links.select(
        row=asked["row"].gather(links["left"]), resident=people["resident"].gather(links["right"]), likelihood="likelihood"
    )
    shown = named.select("row", "resident", "rank", "likelihood", *(field.name for field in FIELDS))
    return Likely(shown, whose, floor)


def _carried() -> pl.Expr:
    """The given name supports it; the sound alone does not, unless family name or dwelling do; a birth date must not contradict."""
    given, family, birth, place = (pl.col(name) for name in ("given", "family", "birth", "place"))
    same, sound, alike = given.is_in(SAME_NAME), given == SAME_SOUND, given.is_in(ALIKE)
    supported = same | (sound & (family.is_in(SAME_NAME) | (place >= SAME_LOT))) | (alike & (birth >= SLIP))
    whole = (given == BOTH_SAME) & (family == BOTH_SAME)
    home = same & family.is_in(SAME_NAME) & (place >= SAME_LOT)
    dated = (birth > CONTRADICTS) | home | ((birth == 0) & whole)
    return supported & dated


def _twin(proven: pl.DataFrame, people: pl.DataFrame) -> pl.Series:
    """Whether a given name that is only alike could be a brother's or sister's of the same day."""
    shared = people.select(
        pl.struct("household", "birth").is_duplicated() & pl.col("birth").is_not_null() & pl.col("household").is_not_null()
    ).to_series()
    return proven["given"].is_in(ALIKE) & shared.gather(proven["right"])


def expected_wrong(likelihood: pl.Series) -> tuple[float, float, float]:
    """Expected number of wrong links, and a 95 % interval around it: a sum of chances that are not equal."""
    chance = 1 - likelihood.to_numpy()
    mean, spread = float(chance.sum()), float(np.sqrt((chance * (1 - chance)).sum()))
    return mean, max(mean - 1.96 * spread, 0.0), mean + 1.96 * spread + (3.0 if len(chance) and spread < 1 else 0.0)
