"""Opens a case on somebody's word, for a child of the vault or one entered by hand; joins the two when the child arrives.

Everything in the transaction of the request: case, referral, name, look and audit, or none of them.
"""

import secrets
from collections.abc import Mapping
from datetime import date

from sukoyaka.office.casework.alerts import Change
from sukoyaka.office.casework.closing import CloseReason
from sukoyaka.office.casework.events import MOVES, Action
from sukoyaka.office.casework.permissions import Refused, check_allowed
from sukoyaka.office.casework.purposes import REASON_LENGTH
from sukoyaka.office.casework.referral import LABEL, SELECTED_BY, Told, check_told
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.searching import check_entered
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.tasks import OPEN
from sukoyaka.office.vault.sealing import Identity
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.form import number_of, sent_before
from sukoyaka.office.web.actions.move_case import store_move
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.actions.reveal import reveal
from sukoyaka.office.web.actions.search_vault import enter_identity, known, searched
from sukoyaka.office.web.models import Alert, Case, EnteredIdentity, Joined, Listing, Move, Referral, Run
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.findings import Tier

TAKEN_OVER = "手入力のケースから引き継いだ"  # note of the move that a join makes
TOLD = ("way", "received_on", "teller", "who", "what")
ENTERED = ("name", "kana", "birth_date", "sex", "address", "support_measure")


def open_case(request: OfficeRequest, form: Mapping[str, str]) -> str:
    """The case that the form opens or adds to; the person sees its name for the purpose of their search. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.OPEN_CASE)
    number, found = number_of(request), searched(request)
    if sent_before(Referral, number):
        return Referral.objects.get(once=number).case_id
    told, purpose, reason = check_told(_fields(form, TOLD), clock.today()), str(found["purpose"]), str(found["reason"])
    chosen = form.get("case", "")
    if chosen == "new":
        case, identity = _new_child(request, form, purpose, reason)
    elif chosen in list(found["cases"]):  # type: ignore[call-overload]  # what a search put into the session
        case, identity = chosen, known(chosen)
    else:
        raise Refused("こどもが選ばれていません", "検索で示されたこども、または手入力", "こどもを選んでください")
    row = _case(case, identity, told.received_on, number)
    _refer(request, row, told, number)
    reveal(request, row, purpose, reason)
    return case


def join(request: OfficeRequest, case: str, other: str, reason: str) -> None:
    """Says that a case entered by hand is a delivered one; the work goes on under the delivered one. Raises `Refused`."""
    check_allowed(request.user.actor, Permission.OPEN_CASE)
    if len(reason.strip()) < REASON_LENGTH:
        raise Refused(f"理由が短すぎます（{REASON_LENGTH}文字以上）", "", "同じこどもと判断した理由を書いてください")
    entered = EnteredIdentity.objects.select_for_update().filter(pk=case).first()
    if entered is None or Joined.objects.filter(pk=case).exists():
        raise Refused("結びつけるケースではありません", "氏名を手入力した、まだ結びつけていないケース", "画面を開き直してください")
    if other not in list(searched(request)["cases"]) or EnteredIdentity.objects.filter(pk=other).exists():  # type: ignore[call-overload]  # ours
        raise Refused("こどもが選ばれていません", "検索で示された、届いている氏名情報", "こどもを選んでください")
    old = Case.objects.select_for_update().get(pk=case)
    row = _case(other, known(other), old.waiting_since, secrets.token_hex(16))
    Joined.objects.create(entered=old, delivered=row, by=request.user, at=clock.now(), reason=reason.strip())
    if Status(row.status) not in OPEN and Status(old.status) in OPEN:
        row.assigned_to = old.assigned_to
        _move(request, row, Status(old.status), TAKEN_OVER)
    if Status(old.status) in OPEN:
        store_move(request, old, Status.CLOSED, "同じこどものケースに結びつけた", CloseReason.JOINED)
    record(request, Action.JOIN_CASES, "case", cases=[case, other], detail=reason.strip())


def _fields(form: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: form.get(name, "") for name in names}


def _new_child(request: OfficeRequest, form: Mapping[str, str], purpose: str, reason: str) -> tuple[str, Identity]:
    """A child whom no delivery has named, under a pseudonym of the office's own."""
    identity, case = check_entered({name: form.get(f"entered_{name}", "") for name in ENTERED}, clock.today()), secrets.token_hex(16)
    enter_identity(request, case, identity, purpose, reason)
    Case.objects.create(case=case, waiting_since=clock.today())
    EnteredIdentity.objects.create(case_id=case, by=request.user, at=clock.now())
    return case, identity


def _case(case: str, identity: Identity, since: date, number: str) -> Case:
    """The case, locked, with a sheet of its own unless a determination has listed it."""
    Case.objects.get_or_create(case=case, defaults={"waiting_since": since})
    row = Case.objects.select_for_update().get(pk=case)
    if not Listing.objects.filter(case=row).exists():
        _sheet(row, identity, number)
    return row


def _sheet(row: Case, identity: Identity, number: str) -> None:
    """What stands in the place of a determination: nothing is known of the child but month of birth and sex."""
    run = Run.objects.create(
        run_id=f"intake-{number}",
        parcel="",
        sequence=0,
        as_of=clock.today(),
        criteria="-",
        criteria_title=LABEL,
        snapshot="",
        labels={tier.value: LABEL for tier in Tier},
        population=0,
        support_needed=0,
        at_risk=0,
        unknown_share=0.0,
        sources=[],
        strands={},
        intake=True,
    )
    born = identity.birth_date.replace(day=1)
    told = {"tier": Tier.SUPPORT_NEEDED.value, "rank": 0, "selected_by": SELECTED_BY, "items_known": 0, "items_total": 0}
    Listing.objects.create(run=run, case=row, birth_month=born, sex=identity.sex, **told)


def _refer(request: OfficeRequest, row: Case, told: Told, number: str) -> None:
    """Stores what was told, takes the case up if nobody follows it, and tells whoever does."""
    listed, followed = Listing.objects.filter(case=row, run__current=True).exists(), Status(row.status) in OPEN
    Referral.objects.create(
        case=row,
        by=request.user,
        at=clock.now(),
        once=number,
        way=told.way.value,
        received_on=told.received_on,
        teller=told.teller.value,
        who=told.who,
        what=told.what,
        on=clock.today(),
        unlisted=not listed and not followed,
    )
    record(request, Action.OPEN_CASE, "case", cases=[row.pk], detail=told.way.value)
    if not followed:
        row.assigned_to = request.user
        _move(request, row, Status.LOOKING, f"{told.way.label}を受け付けた")
    elif row.assigned_to_id != request.user.pk:
        sheet = Listing.objects.filter(case=row).order_by("-run__current", "run__intake", "-run__as_of", "-run__pk").first()
        details = [{"about": told.way.label, "on": told.received_on.isoformat()}]
        about = {"case": row, "account_id": row.assigned_to_id, "at": clock.now()}
        Alert.objects.create(run_id=sheet.run_id if sheet else 0, change=Change.REFERRED.value, details=details, **about)


def _move(request: OfficeRequest, row: Case, to: Status, note: str) -> None:
    """To any state in one step: a word opens a case wherever it stood."""
    before, row.status = row.status, to.value
    row.save(update_fields=["status", "assigned_to"])
    Move.objects.create(case=row, before=before, after=to.value, by=request.user, at=clock.now(), on=clock.today(), note=note)
    record(request, MOVES[to], "case", cases=[row.pk], detail=f"{before} → {to.value}")
