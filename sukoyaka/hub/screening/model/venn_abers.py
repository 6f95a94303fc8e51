"""Venn-Abers: for a score, the two calibrated probabilities that go with "this child is one" and "this child is not".

Reads scores and labels that the scores were not fitted on; returns pairs. Why: the gap between the two says how much the
labels know about children with this score, whatever the model claims (Vovk and Petej 2014).
"""

import numpy as np

from sukoyaka.hub.screening.model.design import Reals


def pairs(score: Reals, positive: Reals, weight: Reals, asked: Reals) -> Reals:
    """`len(asked)` by 2: the lower and the upper probability of each asked score."""
    levels, inverse = np.unique(score[weight > 0], return_inverse=True)
    used = weight[weight > 0]
    rows = np.bincount(inverse, used).astype(float)
    yes = np.bincount(inverse, used * positive[weight > 0]).astype(float)
    distinct, back = np.unique(asked, return_inverse=True)
    return np.array([_pair(levels, rows, yes, one) for one in distinct])[back]


def _pair(levels: Reals, rows: Reals, yes: Reals, asked: float) -> tuple[float, float]:
    """One child more at `asked`, once without and once with the label, each time calibrated anew."""
    place = int(np.searchsorted(levels, asked))
    if place == len(levels) or levels[place] != asked:
        rows, yes = np.insert(rows, place, 0.0), np.insert(yes, place, 0.0)
    rows = rows.copy()
    rows[place] += 1
    more = yes.copy()
    more[place] += 1
    return _isotonic(yes, rows)[place], _isotonic(more, rows)[place]


def _isotonic(yes: Reals, rows: Reals) -> list[float]:
    """Rising shares by level: neighbours that fall are pooled."""
    blocks: list[tuple[float, float, int]] = []  # positives, rows, levels
    for one_yes, one_rows in zip(yes, rows, strict=True):
        block = (float(one_yes), float(one_rows), 1)
        while blocks and blocks[-1][0] * block[1] >= block[0] * blocks[-1][1]:
            last = blocks.pop()
            block = (last[0] + block[0], last[1] + block[1], last[2] + block[2])
        blocks.append(block)
    return [yes / rows for yes, rows, length in blocks for _ in range(length)]
