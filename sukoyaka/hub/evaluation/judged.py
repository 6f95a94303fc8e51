"""What people decided about listed children and those of the lot, as labels that stand for every child of their determinations.

Reads the office's decisions and the runs they are about; returns a lesson, and what each channel gave. Why weights: people look
where the list points. A child of the lot stands for all who were on no list, by the probability with which the run drew it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka.hub.evaluation.cohort import Seen
from sukoyaka.hub.evaluation.learning import Learned, Lesson, learn, lesson
from sukoyaka.hub.evaluation.people import decisions
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import RUNS
from sukoyaka.hub.screening.disclosure import SMALLEST_SHOWN
from sukoyaka.hub.screening.model.design import Ints, Reals, design_of, stacked
from sukoyaka.hub.screening.model.learner import Labels
from sukoyaka.hub.screening.model.stability import numbered
from sukoyaka.hub.store import files
from sukoyaka.records.feedback import Channel

FEWEST_LOT = 10
"""Children of the lot who must have been judged: fewer do not stand for a city."""
CHOSEN = (Channel.LISTED, Channel.AUDIT)


@dataclass(frozen=True)
class Judged:
    """Decisions as they were known, with the places where their runs lie."""

    home: Path
    decided: pl.DataFrame  # person, run_id, channel, positive, decided_on, known_on
    households: pl.DataFrame  # person, household: who is drawn together

    @property
    def newest(self) -> date:
        """The first day on which every decision is known."""
        last: Any = self.decided["known_on"].max()
        return date.min if last is None else last + timedelta(days=1)

    def lesson(self, criteria: Criteria, known_by: date) -> tuple[Lesson | None, dict[str, Any]]:
        """The decisions known before a day under criteria, or none; and the account of it: counts by channel, weights, why not.

        Somebody who was notified was not chosen with a known probability: counted, and never a label here.
        """
        known = self.decided.filter(pl.col("known_on") < known_by)
        runs = self._runs(known, known_by)
        chosen = known.filter(pl.col("channel").is_in([str(one) for one in CHOSEN])).join(runs, on=["run_id", "person", "channel"])
        account = {"channels": _counted(known), "used": False, "effective": None, "why": ""}
        if why := _unusable(chosen):
            return None, {**account, "why": why}
        weighed = chosen.with_columns(weight=weights(chosen, runs)).sort("run_id", "subject_id")
        taught = self._lesson(weighed, criteria)
        return taught, {**account, "used": True, "effective": round(float(taught.labels.weight.sum()), 1)}

    def _runs(self, known: pl.DataFrame, known_by: date) -> pl.DataFrame:
        """`run_id, person, channel, subject_id, propensity` of everybody whom a run chose, of runs before the day."""
        schema = {"run_id": pl.String, "person": pl.String, "channel": pl.String, "subject_id": pl.Int64, "propensity": pl.Float64}
        parts = [pl.DataFrame(schema=schema)]
        for run in known["run_id"].drop_nulls().unique().sort():
            place = self.home / RUNS / run
            if not (place / "run.json").is_file() or files.from_json(place / "run.json")["as_of"] >= known_by.isoformat():
                continue
            drawn = pl.read_parquet(place / "determination.parquet").filter(pl.col("tier").is_not_null())
            by = pl.when(pl.col("selected_by") == "audit").then(pl.lit(Channel.AUDIT.value)).otherwise(pl.lit(Channel.LISTED.value))
            parts.append(drawn.with_columns(run_id=pl.lit(run), channel=by).select(list(schema)))
        return pl.concat(parts)

    def _lesson(self, weighed: pl.DataFrame, criteria: Criteria) -> Lesson:
        """Values as the run itself had them: what was known on its day, not since."""
        designs, parts = [], []
        for (run,), mine in weighed.group_by("run_id", maintain_order=True):
            values = pl.read_parquet(self.home / RUNS / str(run) / "values.parquet")
            designs.append(design_of(values, mine["subject_id"], criteria))
            parts.append(mine.sort("subject_id"))
        rows = pl.concat(parts)
        labels = Labels(rows["positive"].to_numpy(), rows["weight"].to_numpy())
        days = {files.from_json(self.home / RUNS / run / "run.json")["as_of"] for run in rows["run_id"].unique()}
        return Lesson(criteria, stacked(designs), labels, self._homes(rows), tuple(date.fromisoformat(day) for day in sorted(days)))

    def _homes(self, rows: pl.DataFrame) -> Ints:
        """Children of a household have one number; somebody of whom none is known stands alone."""
        joined = rows.select("person").join(self.households, on="person", how="left", maintain_order="left")
        return numbered(joined.select(pl.coalesce(pl.col("household").cast(pl.String), "person"))["household"].to_list())


def learned(
    of_days: Sequence[Seen], criteria: Criteria, strength: float, decided: Judged | None, known_by: date
) -> tuple[Learned, dict[str, Any] | None]:
    """What days taught, and around it what people had decided by a day; with the account of their decisions."""
    taught = lesson(of_days, criteria)
    if decided is None:
        return learn(taught, strength), None
    told, account = decided.lesson(taught.criteria, known_by)
    return learn(taught, strength, told), account


def weights(chosen: pl.DataFrame, runs: pl.DataFrame) -> pl.Series:
    """For how many children each judged one stands, scaled so that they sum to the effective number (Kish).

    One over the probability of being chosen, times how many of its channel were chosen for each that was judged. Scaled, because
    ten children who stand for a thousand tell as much as ten.
    """
    judged = chosen.group_by("channel").agg(judged=pl.len())
    answered = runs.group_by("channel").agg(chosen=pl.len()).join(judged, on="channel")
    both = chosen.join(answered, on="channel", how="left", maintain_order="left")
    raw: Reals = (both["chosen"] / both["judged"] / both["propensity"]).to_numpy()
    return pl.Series(raw * raw.sum() / (raw @ raw))


def _unusable(chosen: pl.DataFrame) -> str:
    """Why the decisions cannot be learned from, if they cannot."""
    lot = chosen.filter(pl.col("channel") == Channel.AUDIT)
    if lot.height < FEWEST_LOT:
        return f"of the random sample fewer than {FEWEST_LOT} were judged: the listed alone do not speak for the others"
    if chosen["positive"].n_unique() < len((False, True)):
        return "all decisions are of one kind"
    return ""


def _counted(known: pl.DataFrame) -> dict[str, dict[str, int | None]]:
    """Per channel how many were judged and how many need support; counts from 1 to 9 are not told."""
    found = {}
    for channel in Channel:
        mine = known.filter(pl.col("channel") == channel)
        counts = {"judged": mine.height, "support": int(mine["positive"].sum())}
        found[str(channel)] = {name: None if 0 < count < SMALLEST_SHOWN else count for name, count in counts.items()}
    return found


def of_home(home: Path, cases: pl.DataFrame, households: pl.DataFrame) -> Judged | None:
    """The decisions of a home; nothing before any feedback came. `cases` has `case, person`; `households` `person, household`."""
    decided = decisions(home, cases)
    return None if decided is None else Judged(home, decided, households)
