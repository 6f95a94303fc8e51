"""Where people recorded what they decided: each is a `casework.feedback.Voice` that the feedback parcel speaks for.

Of two voices that tell one decision (the minutes, and the move that followed) the first in `VOICES` is heard.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from sukoyaka.office.casework.feedback import CODE, OutcomeRow, VerdictRow, Voice, channel_of, decision_of
from sukoyaka.office.casework.states import Status
from sukoyaka.office.web.models import Assessment, Listing, MeetingItem, Move, Outreach, Parcel, PlanAct, Referral
from sukoyaka.office.web.models import VerdictRow as Verdict
from sukoyaka.records.feedback import Decision
from sukoyaka.records.feedback import Verdict as Said


@dataclass
class Brought:
    """Which determination brought a child to the office, as of the day of a decision."""

    listings: dict[str, list[tuple[date, str, str]]] = field(default_factory=dict)  # case → day it was here, run, selected by
    referred: dict[str, list[date]] = field(default_factory=dict)  # case → days on which a word opened it while no list named it
    closed: dict[str, list[date]] = field(default_factory=dict)

    def by(self, case: str, on: date) -> tuple[str | None, str | None]:
        """Run and how it chose the child: the latest that was here by then; nothing for a child that none had listed.

        A case that a word opened stays so until it is closed, whatever lists name the child meanwhile: they had missed it.
        """
        if any(self._open_since(case, opened, on) for opened in self.referred.get(case, ()) if opened <= on):
            return None, None
        known = [(run, selected) for day, run, selected in self.listings.get(case, []) if day <= on]
        return known[-1] if known else (None, None)

    def _open_since(self, case: str, opened: date, on: date) -> bool:
        return not any(opened <= day < on for day in self.closed.get(case, ()))


def brought(cases: Iterable[str]) -> Brought:
    """The determinations of these children, in the order in which they came into force, and the words that opened cases."""
    cases = list(cases)
    arrived = dict(Parcel.objects.filter(kind="findings").values_list("parcel", "received_on"))
    rows = Listing.objects.filter(case__in=list(cases), run__intake=False).order_by("run__as_of", "run__sequence", "run__pk")
    listings: dict[str, list[tuple[date, str, str]]] = defaultdict(list)
    for case, run, parcel, as_of, selected in rows.values_list("case_id", "run__run_id", "run__parcel", "run__as_of", "selected_by"):
        listings[case].append((max(arrived.get(parcel, as_of), as_of), run, selected))
    return Brought(dict(listings), _days_of_word(cases), _days_of_closing(cases))


def _days_of_word(cases: Iterable[str]) -> dict[str, list[date]]:
    """Case → days of opening; a word about a case entered by hand counts for the delivered one it was joined with."""
    found = defaultdict(list)
    told = Referral.objects.filter(unlisted=True).annotate(child=Coalesce("case__joined__delivered", "case"))
    for child, own, day in told.filter(Q(child__in=list(cases)) | Q(case__in=list(cases))).values_list("child", "case", "on"):
        for one in {child, own}:
            found[one].append(day)
    return dict(found)


def _days_of_closing(cases: Iterable[str]) -> dict[str, list[date]]:
    found = defaultdict(list)
    for move in Move.objects.filter(case__in=list(cases), after=Status.CLOSED.value):
        found[move.case_id].append(_day(move))
    return dict(found)


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


class Verdicts:
    """What people said of a determination: of each person the latest word on a child and run."""

    def verdict_rows(self, as_of: date) -> Iterable[VerdictRow]:
        """One row per child, determination, person and item."""
        latest = {}
        for row in Verdict.objects.filter(on__lte=as_of).select_related("run").order_by("at", "pk"):
            item = row.item if CODE.fullmatch(row.item) else ""  # a cap is named in Japanese
            latest[row.case_id, row.run_id, row.by_id, item] = VerdictRow(
                row.case_id, row.run.run_id, Said(row.verdict), row.reason, item or None, row.on
            )
        return latest.values()

    def outcome_rows(self, as_of: date) -> Iterable[OutcomeRow]:
        """A verdict decides nothing."""
        return ()


class Assessments:
    """Approved assessments, each with the determination that was looked at."""

    def verdict_rows(self, as_of: date) -> Iterable[VerdictRow]:
        """Assessing judges the child, not the determination."""
        return ()

    def outcome_rows(self, as_of: date) -> Iterable[OutcomeRow]:
        """One row per approved sheet with a decision."""
        rows = Assessment.objects.filter(approved_on__lte=as_of).exclude(decision="").order_by("approved_at", "pk")
        return _decided([(row.case_id, Decision(row.decision), row.approved_on) for row in rows if row.approved_on], "assessment", as_of)


class Minutes:
    """What meetings decided, once their minutes are approved."""

    def verdict_rows(self, as_of: date) -> Iterable[VerdictRow]:
        """A meeting judges the child, not the determination."""
        return ()

    def outcome_rows(self, as_of: date) -> Iterable[OutcomeRow]:
        """One row per child of approved minutes."""
        rows = MeetingItem.objects.filter(decided_on__isnull=False, meeting__approved_on__lte=as_of).exclude(decision="")
        told = rows.order_by("meeting__approved_at", "pk").select_related("meeting")
        return _decided([(row.case_id, Decision(row.decision), row.decided_on) for row in told if row.decided_on], "meeting", as_of)


def _decided(decisions: list[tuple[str, Decision, date]], stage: str, as_of: date) -> list[OutcomeRow]:
    """Decisions with the determination that had brought the child, and whether support followed."""
    cases = {case for case, _, _ in decisions}
    runs, given = brought(cases), supported(cases, as_of)
    rows = []
    for case, decision, day in decisions:
        run, selected = runs.by(case, day)
        last = given.get(case)
        rows.append(OutcomeRow(case, run, channel_of(selected), stage, decision, last is not None and last >= day, day, day))
    return rows


VOICES: tuple[Voice, ...] = (Verdicts(), Minutes(), Assessments(), CaseMoves())
