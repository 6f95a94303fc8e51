"""Logs an attempt to reach a family, and takes a next step off the list once it is done."""

from dataclasses import asdict

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.outreach import Written, check_attempt
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.plan import check_unchanged
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import number_of, sent_before
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.write_plan import plannable
from sukoyaka.office.web.models import Outreach
from sukoyaka.office.web.page import OfficeRequest

TEXTS = ("channel", "attempted_on", "reaction", "refusal", "seen_by", "note", "next_step", "next_due")


def log_outreach(request: OfficeRequest, case: str) -> str:
    """Adds the attempt that the form tells. Returns what to say."""
    row, number, form = plannable(request, case), number_of(request), request.POST
    written = Written(
        reached=form.get("reached") == "yes", child_seen=form.get("child_seen") == "yes", **{name: form.get(name, "") for name in TEXTS}
    )
    attempt = check_attempt(written, clock.today())
    if not sent_before(Outreach, number):
        values = asdict(attempt) | {"reaction": attempt.reaction or "", "refusal": attempt.refusal or ""}
        Outreach.objects.create(case=row, by=request.user, at=clock.now(), once=number, **values)
        record(request, Action.LOG_OUTREACH, "outreach", cases=[case], detail=attempt.channel.value)
    return "働きかけを記録しました"


def take_next_step(request: OfficeRequest, case: str) -> str:
    """The next step of an attempt is done."""
    plannable(request, case)
    number = request.POST.get("row", "")
    known = Outreach.objects.select_for_update().filter(case=case, next_due__isnull=False)
    row = known.filter(pk=number).first() if number.isascii() and number.isdigit() and len(number) < 18 else None
    if row is None:
        raise Refused("この働きかけには次の手がありません", "", "画面を開き直してください")
    check_unchanged(request.POST.get("version", ""), row.version)
    row.next_done_on, row.version = clock.today(), row.version + 1
    row.save(update_fields=["next_done_on", "version"])
    record(request, Action.TAKE_NEXT_STEP, "outreach", cases=[case])
    return "次の手を実施済みとしました"
