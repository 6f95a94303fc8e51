"""Where people recorded what they decided: each is a `casework.feedback.Voice` that the feedback parcel speaks for.

Another room adds its own to `VOICES`: the verdicts and assessments, the decisions of the meeting.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F
from django.utils import timezone

from sukoyaka.office.casework.feedback import OutcomeRow, VerdictRow, Voice, channel_of, decision_of
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web.models import Listing, Move, Outreach, Parcel, PlanAct


@dataclass
class Brought:
    """Which determination brought a child to the office, as of the day of a decision."""

    listings: dict[str, list[tuple[date, str, str]]] = field(default_factory=dict)  # case → day it was here, run, selected by

    def by(self, case: str, on: date) -> tuple[str | None, str | None]:
        """Run and how it chose the child: the latest that was here by then; nothing for a child that none had listed."""
        known = [(run, selected) for day, run, selected in self.listings.get(case, []) if day <= on]
        return known[-1] if known else (None, None)


def brought(cases: Iterable[str]) -> Brought:
    """The determinations of these children, in the order in which they came into force."""
    arrived = dict(Parcel.objects.filter(kind="findings").values_list("parcel", "received_on"))
    rows = Listing.objects.filter(case__in=list(cases)).order_by("run__as_of", "run__sequence", "run__pk")
    listings: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    for case, run, parcel, as_of, selected in rows.values_list("case_id", "run__run_id", "run__parcel", "run__as_of", "selected_by"):
        listings[case].append((max(arrived.get(parcel, as_of), as_of), run, selected))
    return Brought(dict(listings))


def supported(cases: Iterable[str], as_of: date) -> dict[str, date]:
    """Case → the last day on which support was given: an act of its plan done, or its family reached."""
    given: dict[str, date] = {}
    acts = PlanAct.objects.filter(case__in=list(cases), done_on__lte=as_of).values_list("case_id", F("done_on"))
    reached = Outreach.objects.filter(case__in=list(cases), reached=True, attempted_on__lte=as_of).values_list("case_id", "attempted_on")
    for case, day in [*acts, *reached]:
        given[case] = max(day, given.get(case, day))
    return given


class CaseMoves:
    """What the moves of a case say: watched over, closed because nothing was needed or because support is done."""

    def verdict_rows(self, as_of: date) -> Iterable[VerdictRow]:
        """Moves judge no determination."""
        return ()

    def outcome_rows(self, as_of: date) -> Iterable[OutcomeRow]:
        """One row per decision; of several on one day and stage, the last."""
        moves = [move for move in Move.objects.select_related("closing").order_by("at", "pk") if _day(move) <= as_of]
        found = {move.pk: decision_of(Status(move.before), Status(move.after), _reason(move)) for move in moves}
        decided = [(move, said) for move in moves if (said := found[move.pk])]
        cases = {move.case_id for move, _ in decided}
        runs, given = brought(cases), supported(cases, as_of)
        rows = {}
        for move, (stage, decision) in decided:
            day, last = _day(move), given.get(move.case_id)
            run, selected = runs.by(move.case_id, day)
            rows[move.case_id, day, stage] = OutcomeRow(
                move.case_id, run, channel_of(selected), stage, decision, last is not None and last >= day, day, day
            )
        return rows.values()


def _day(move: Move) -> date:
    return move.on or timezone.localdate(move.at)


def _reason(move: Move) -> str:
    return move.closing.reason if hasattr(move, "closing") else ""


VOICES: tuple[Voice, ...] = (CaseMoves(),)
