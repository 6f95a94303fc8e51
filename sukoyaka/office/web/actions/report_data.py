"""Reports an error in the data to the holder of its source, takes the answer, and counts what data would have helped."""

from functools import cache

from sukoyaka.governance import register as registers
from sukoyaka.office.casework.alerts import Change
from sukoyaka.office.casework.errors_in_data import State, answer_due, check_answer, check_report
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.wishes import check_wish
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import number_of, sent_before
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Alert, Case, DataError, LifeFact, Listing, Run, WishedData
from sukoyaka.office.web.page import OfficeRequest


def report_error(request: OfficeRequest, listing: Listing, fact: LifeFact | None) -> None:
    """Routes a report about a fact, or about a whole source where something is missing. Raises `Refused`."""
    form, today = request.POST, clock.today()
    source = fact.source if fact else form.get("source", "")
    wrong, holder = check_report(request.user.actor, form.get("wrong", ""), source, listing.run.sources)
    number = number_of(request)
    if sent_before(DataError, number):
        return
    names = {one["source"]: one["name"] for one in listing.run.sources}
    about = {"code": fact.code, "label": fact.label, "happened_on": fact.happened_on} if fact else {}
    DataError.objects.create(
        case=listing.case,
        by=request.user,
        at=clock.now(),
        once=number,
        source=source,
        source_name=names[source],
        holder=holder,
        wrong=wrong.value,
        note=form.get("note", "").strip()[:1000],
        reported_on=today,
        due=answer_due(today),
        **about,
    )
    record(request, Action.REPORT_ERROR, f"source:{source}", cases=[listing.case_id], detail=wrong.value)


def answer_error(request: OfficeRequest, number: int) -> None:
    """The holder's answer; whoever reported the error is told. Raises `Refused`."""
    row = DataError.objects.select_for_update(of=("self",)).select_related("by").filter(pk=number).first()
    if row is None:
        raise Refused("この報告はありません", "", "画面を開き直してください")
    note = request.POST.get("answer", "").strip()
    row.state = check_answer(request.user.actor, row.holder, State(row.state), request.POST.get("state", ""), note).value
    row.answered_on, row.answered_by, row.answer = clock.today(), request.user, note
    row.save(update_fields=["state", "answered_on", "answered_by", "answer"])
    _tell(row)
    record(request, Action.ANSWER_ERROR, f"source:{row.source}", cases=[row.case_id], detail=row.state)


def _tell(row: DataError) -> None:
    run = Run.objects.filter(current=True).first()
    if run is not None:
        said = {
            "about": f"{row.source_name} {row.label} {State(row.state).label}",
            "on": row.happened_on.isoformat() if row.happened_on else "",
        }
        Alert.objects.create(
            case_id=row.case_id, run=run, change=Change.ERROR_ANSWERED.value, details=[said], account=row.by, at=clock.now()
        )


def wish(request: OfficeRequest, case: Case, written: str) -> None:
    """Notes that a datum would have helped with this child; asking twice counts once. Raises `Refused`."""
    found = check_wish(request.user.actor, written, {source: list(items) for source, (_, items) in registered().items()})
    row, made = WishedData.objects.get_or_create(
        case=case, source=found.source, item=found.item, defaults={"by": request.user, "asked_on": clock.today()}
    )
    if made:
        record(request, Action.WISH, f"{row.source}/{row.item}"[:80], cases=[case.case])


@cache
def registered() -> dict[str, tuple[str, dict[str, str]]]:
    """Source → its name, and its items with their headers; of the register of this machine."""
    return {
        name: (source.name, {item.id: item.column for item in source.items if item.masking is not registers.Masking.IDENTITY})
        for name, source in registers.load().sources.items()
    }
