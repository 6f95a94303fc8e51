"""Who is it, by name, birth date, sex and address: exact keys that are one person's alone, then likelihood, then a person's review.

Reads rows without a number and the resident register, gives each a resident number and the step that found it, or its candidates.
What was found by which pass, and how many of it are expected to be wrong, is counted for the link report.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.terminal.resolve import likely, persons
from sukoyaka.terminal.resolve.linker import Model
from sukoyaka.terminal.resolve.residents import Residents

# Each pass is a set of keys that must all agree and be one resident's alone; what is not among the keys must be blank, so that
# kana never outvote kanji. Kana or name carry the given name: birth date and family name alone are no pass.
_NAME, _KANA = ("family_name", "given_name"), ("family_kana", "given_kana")
PASSES = (
    ("name+kana+birth+sex", (*_NAME, *_KANA, "birth", "sex"), ()),
    ("kana+birth+sex", (*_KANA, "birth", "sex"), _NAME),
    ("name+birth+sex", (*_NAME, "birth", "sex"), _KANA),
)
LIKELY = "likelihood"
CANDIDATES = {"row": pl.UInt32, "resident": pl.String, "rank": pl.Int64, "likelihood": pl.Float64}
LINKS = {"row": pl.UInt32, "resident": pl.String, "step": pl.String, "wrong": pl.Float64}


@dataclass(frozen=True)
class Identified:
    """`links`: row, resident, step, and the chance that the link is wrong. `candidates`: of every row that likelihood weighed."""

    links: pl.DataFrame
    candidates: pl.DataFrame


def identify(rows: pl.DataFrame, ask: pl.Series, match: Mapping[str, str], register: Residents) -> Identified:
    """`ask` is true for the rows to look up; the others, whose number is known, only show how this source writes people."""
    keys = persons.keys(rows, match, register.names).with_row_index("row")
    if not ask.any():
        return Identified(pl.DataFrame(schema=LINKS), pl.DataFrame(schema=CANDIDATES))
    keys, people = likely.ready(keys, register.keys)
    asked = keys.filter(ask)
    model = likely.learn(keys, people)
    exact = cascade(asked, people, model)
    rest = asked.join(exact, on="row", how="anti", maintain_order="left")
    found = likely.find(rest, people, model, likely.Before(exact.height, float(exact["wrong"].sum())))
    probable = found.links.select("row", "resident", step=pl.lit(LIKELY), wrong=1 - pl.col("likelihood"))
    return Identified(pl.concat([exact, probable]).sort("row"), found.candidates)


def cascade(asked: pl.DataFrame, people: pl.DataFrame, model: Model) -> pl.DataFrame:
    """row, resident, step, wrong: pass by pass; what an earlier pass linked is not asked again. A known address must agree too."""
    done: list[pl.DataFrame] = []
    place = [("lot",)] if asked["lot"].is_not_null().any() else [()]
    for name, keys, blank in PASSES:
        on = [*keys, *place[0]]
        named = _named(people, on)
        alone = named.filter(~pl.col("shared")).drop("shared")
        met = asked.filter(pl.all_horizontal(pl.col(key).is_null() for key in blank)) if blank else asked
        linked = met.join(alone, on=on, maintain_order="left")
        wrong = coincidence(named) * (1 - model.found)
        done.append(linked.select("row", "resident", step=pl.lit(name), wrong=pl.lit(wrong)))
        asked = asked.join(linked, on="row", how="anti", maintain_order="left")
    return pl.concat(done)


def _named(people: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """Residents of whom all of it is known, and whether somebody else agrees on all of it."""
    return people.drop_nulls(on).with_columns(shared=pl.len().over(on) > 1).select(*on, pl.col("^resident$"), "shared")


def coincidence(named: pl.DataFrame) -> float:
    """How often somebody who is not in the register has a namesake there who agrees on all of it: as often as residents have one."""
    found = named["shared"].mean()
    return float(found) if isinstance(found, float) else 0.0
