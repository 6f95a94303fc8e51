"""Child-rearing allowance: single parents who asked for it, and a file that must be refused.

Reads the cohort; writes two sheets. Why: it stands in for tax data, which may not be used; the second file carries an
income column and shows that the gate holds.
"""

import numpy as np

from sukoyaka.city import calendar
from sukoyaka.city.need import Cohort, Flags
from sukoyaka.city.rates import RATES
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.world import NOBODY

CAUSES = ("01", "02", "03", "05", "06", "08", "09")


def sheets(registry: Registry, cohort: Cohort, rng: np.random.Generator) -> tuple[list[Sheet], Flags]:
    """The ledger; the same with 所得額; and which children are known to the service."""
    single = (cohort.single_since > 0) & (cohort.carer != NOBODY)
    before = (cohort.causes["newcomer"] > 0) & (cohort.carer != NOBODY) & (rng.random(len(cohort)) < 0.45)
    asked = rng.random(len(cohort)) < RATES.allowance
    since = np.where(single, cohort.single_since, cohort.birth) + rng.integers(20, 110, len(cohort))
    ended = np.where(before, since + rng.integers(120, 900, len(cohort)), calendar.NEVER)
    ended = np.where(cohort.reference < registry.end, np.minimum(ended, cohort.reference), ended)
    ended = np.where(ended > registry.end, calendar.NEVER, ended)
    rows = np.flatnonzero((single | before) & asked & (since <= registry.end) & (ended > since))
    rows = rows[np.lexsort((cohort.person[rows], since[rows]))]
    poverty = cohort.causes["poverty"][rows]
    number = registry.number[cohort.person[rows]]
    columns = {
        "認定番号": np.array([f"{70_001 + i}" for i in range(len(rows))], dtype=object),
        "受給者宛名番号": registry.number[cohort.carer[rows]],
        "児童宛名番号": number,
        "認定日": calendar.write(since[rows], calendar.slashed),
        "支給事由": np.array(CAUSES, dtype=object)[rng.choice(len(CAUSES), size=len(rows), p=[0.70, 0.02, 0.01, 0.01, 0.02, 0.21, 0.03])],
        "支給区分": np.select([poverty > 0.4, poverty > -0.8], ["1", "2"], "3").astype(object),
        "喪失日": calendar.write(ended[rows], calendar.slashed),
    }
    as_of = calendar.plain(calendar.date_of(registry.end))
    income = np.array([str(n) for n in (rng.integers(0, 280, len(rows)) * 10_000).tolist()], dtype=object)
    with_income = Sheet(f"児童扶養手当_所得付_{as_of}.csv", "child_allowance", {**columns, "所得額": income}, number, refused=True)
    with_income.planted[:] = "undeclared column"
    known = np.zeros(len(cohort), dtype=bool)
    known[rows] = True
    return [Sheet(f"児童扶養手当_{as_of}.csv", "child_allowance", columns, number), with_income], known
