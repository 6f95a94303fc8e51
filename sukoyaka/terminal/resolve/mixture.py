"""How sure a likeness is: a Fellegi-Sunter model whose m and u come from the data itself, without any known answer.

Reads levels of candidate pairs, gives each pair the odds that both are one person. Besides the match there are several kinds of
non-match, each with its own u: people of one household, namesakes, birth-mates, strangers. With one u for all of them, surname and
address of a sibling would count as two independent proofs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from sukoyaka.terminal.resolve.likeness import Field, Levels

Floats = npt.NDArray[np.float64]
ROUNDS, STILL = 300, 1e-7
PRIOR_PAIRS = 20.0  # pairs' worth of belief behind the first guess: decides where a file is too small to tell
_NEVER = 1e-12
_SLIPS, _CHANCE = 0.06, 0.05  # first guesses: how often a field of one person is not the same, of two people is not different


@dataclass(frozen=True)
class Mixture:
    """`share` of each class among candidate pairs, and by field `chance[class, level]`; class 0 is the match."""

    fields: tuple[Field, ...]
    share: Floats
    chance: tuple[Floats, ...]

    def weight(self, levels: Sequence[Levels]) -> Floats:
        """Natural log of how much likelier these levels are between two records of one person than of two."""
        log = np.repeat(
            np.log(self.share / np.array([self.share[0], *[1 - self.share[0]] * (len(self.share) - 1)]))[:, None], len(levels[0]), 1
        )
        for table, level in zip(self.chance, levels, strict=True):
            log += np.log(table)[:, level]
        return np.asarray(log[0] - np.logaddexp.reduce(log[1:], axis=0))

    @property
    def log_odds(self) -> float:
        """Of a candidate pair of which nothing else is known."""
        return float(np.log(self.share[0] / (1 - self.share[0])))


def estimate(
    fields: Sequence[Field], levels: Sequence[Levels], kinds: Sequence[frozenset[str]], share: float, others: "Mixture | None" = None
) -> Mixture:
    """By expectation and maximisation over the distinct patterns of levels.

    `kinds` names, for each kind of non-match, the fields that such pairs share; `share` is the first guess at the share of matches.
    `others` is what pairs of two people are known to look like: then only the match is estimated. With share 0 there is no match.
    """
    patterns, weights = _patterns(levels)
    prior = tuple(_guess(field, kinds) for field in fields)
    if others:
        prior = tuple(np.vstack([first[:1], known[1:]]) for first, known in zip(prior, others.chance, strict=True))
    parts = others.share[1:] if others else np.full(len(kinds), 1 / len(kinds))
    model = Mixture(tuple(fields), np.array([max(share, _NEVER), *(1 - share) * parts]), prior)
    before = -np.inf
    for _ in range(ROUNDS):
        belong, likelihood = _belong(model, patterns, weights)
        model = _refit(model, prior, patterns, belong, others, possible=share > 0)
        if abs(likelihood - before) < STILL * abs(likelihood):
            break
        before = likelihood
    return model


def _patterns(levels: Sequence[Levels]) -> tuple[list[Levels], Floats]:
    table = pl.DataFrame({str(at): level for at, level in enumerate(levels)})
    counted = table.group_by(table.columns).agg(weight=pl.len().cast(pl.Float64)).sort(table.columns)
    return [counted[name].to_numpy() for name in table.columns], counted["weight"].to_numpy()


def _guess(field: Field, kinds: Sequence[frozenset[str]]) -> Floats:
    """By class the chance of each level among pairs where as much is known; level 0 says nothing, for any class alike."""
    table = np.ones((1 + len(kinds), 1 + sum(len(group) for group in field.groups)))
    for group in field.groups:
        agrees = np.full(len(group), _SLIPS / (len(group) - 1))
        agrees[-1] = 1 - _SLIPS
        differs = np.full(len(group), _CHANCE / (len(group) - 1))
        differs[0] = 1 - _CHANCE
        table[:, group] = [agrees, *(agrees if field.name in kind else differs for kind in kinds)]
    return table


def _belong(model: Mixture, patterns: Sequence[Levels], weights: Floats) -> tuple[Floats, float]:
    log = np.repeat(np.log(model.share)[:, None], len(weights), axis=1)
    for table, level in zip(model.chance, patterns, strict=True):
        log += np.log(table)[:, level]
    total = np.logaddexp.reduce(log, axis=0)
    return np.exp(log - total) * weights, float((total * weights).sum())


def _refit(
    model: Mixture, prior: tuple[Floats, ...], patterns: Sequence[Levels], belong: Floats, others: Mixture | None, possible: bool
) -> Mixture:
    share = belong.sum(axis=1) + 1.0
    share[0] = share[0] if possible else 0.0
    share = share / share.sum()
    if others:
        share[1:] = (1 - share[0]) * others.share[1:]
    chance = []
    for field, first, level in zip(model.fields, prior, patterns, strict=True):
        counts = np.array([np.bincount(level, weights=row, minlength=first.shape[1]) for row in belong]) + PRIOR_PAIRS * first
        table = first.copy()
        for group in field.groups:
            table[:, group] = counts[:, group] / counts[:, group].sum(axis=1, keepdims=True)
        chance.append(np.vstack([table[:1], first[1:]]) if others else table)
    return Mixture(model.fields, np.maximum(share, _NEVER), tuple(chance))
