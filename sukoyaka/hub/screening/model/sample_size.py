"""How many labels a model needs: criterion (i) of Riley et al. 2019, expected shrinkage of at most 10 %.

Pure arithmetic. Why: a model with more free weights than its labels carry describes the past, not the next child.
"""

import math

import numpy as np
from scipy.special import expit
from scipy.stats import norm

SHRINKAGE = 0.9
C_STATISTIC = 0.76
"""What is expected of a model of this kind where nothing better is known: that of the published child-welfare tools."""


def needed(parameters: float, prevalence: float, c_statistic: float = C_STATISTIC) -> int:
    """Children that a model of so many weights needs for a shrinkage of 0.9."""
    return children_for(parameters, cox_snell(prevalence, c_statistic))


def children_for(parameters: float, explained: float) -> int:
    """The criterion itself, for an expected R² of Cox and Snell."""
    return math.ceil(parameters / ((SHRINKAGE - 1) * math.log(1 - explained / SHRINKAGE)))


def carried(children: float, prevalence: float, c_statistic: float = C_STATISTIC) -> float:
    """How many weights so many labelled children carry."""
    explained = cox_snell(prevalence, c_statistic)
    return children * (SHRINKAGE - 1) * math.log(1 - explained / SHRINKAGE)


def cox_snell(prevalence: float, c_statistic: float) -> float:
    """R² of Cox and Snell that goes with a C statistic, for a normal score of equal spread in both groups (Riley et al. 2021)."""
    if not 0 < prevalence < 1 or not 0.5 < c_statistic < 1:
        raise ValueError(f"prevalence {prevalence:g} and C {c_statistic:g} are outside (0, 1) and (0.5, 1)")
    shift = math.sqrt(2) * norm.ppf(c_statistic)
    score = np.linspace(-9, 9 + shift, 20_001)
    density = prevalence * norm.pdf(score - shift) + (1 - prevalence) * norm.pdf(score)
    chance = expit(shift * score - shift**2 / 2 + math.log(prevalence / (1 - prevalence)))
    with np.errstate(divide="ignore", invalid="ignore"):
        information = np.nan_to_num(chance * np.log(chance)) + np.nan_to_num((1 - chance) * np.log1p(-chance))
    step = score[1] - score[0]
    with_score = float((density * information).sum() * step)
    without = prevalence * math.log(prevalence) + (1 - prevalence) * math.log(1 - prevalence)
    return 1 - math.exp(-2 * (with_score - without))
