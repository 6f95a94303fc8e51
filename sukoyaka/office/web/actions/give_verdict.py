"""Stores what somebody who looked says of a determination; the latest of a person counts, earlier ones stay."""

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.verdicts import check_verdict
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Case, Listing, Reason, VerdictRow
from sukoyaka.office.web.page import OfficeRequest

LONGEST = 2000  # characters


def give_verdict(request: OfficeRequest, listing: Listing, verdict: str, reason: str, item: str, words: str) -> None:
    """Raises `Refused`. The same verdict again changes nothing."""
    if listing.run.intake:
        raise Refused("このこどもは、どの判定の一覧にもありません", "判定の一覧にあるこども", "アセスメントに書いてください")
    known = set(Reason.objects.filter(run=listing.run, case=listing.case).values_list("item", flat=True))
    chosen = check_verdict(request.user.actor, verdict, reason, item, known)
    Case.objects.select_for_update().get(pk=listing.case_id)
    latest = VerdictRow.objects.filter(case=listing.case, run=listing.run, by=request.user).order_by("-pk").first()
    said = (chosen.value, reason, item, words.strip()[:LONGEST])
    if latest and (latest.verdict, latest.reason, latest.item, latest.words) == said:
        return
    VerdictRow.objects.create(
        case=listing.case,
        run=listing.run,
        by=request.user,
        at=clock.now(),
        on=clock.today(),
        verdict=chosen.value,
        reason=reason,
        item=item,
        words=said[3],
    )
    record(request, Action.GIVE_VERDICT, f"run:{listing.run.run_id[:32]}", cases=[listing.case_id], detail=f"{chosen.value} {reason}")
