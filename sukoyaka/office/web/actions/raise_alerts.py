"""Tells whoever follows a child what a new determination changed about it, and takes their acknowledgement.

Reads the stored runs; writes alerts. Called in the transaction that receives the findings.
"""

from collections import defaultdict
from collections.abc import Iterable

from sukoyaka.office.casework.alerts import Change, Fact, Found, Picture, Why, changes
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused, can
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.tasks import OPEN
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.record import record, record_command
from sukoyaka.office.web.models import Alert, Case, LifeFact, Listing, Reason, Run, Unknown
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.findings import Tier

BETWEEN = (Change.ERROR_ANSWERED.value, Change.REFERRED.value)  # told between two determinations
CRITERIA = "criteria"  # source of a row about the counting, not about the child


def raise_alerts(run: Run) -> int:
    """An alert per followed child and kind of change; returns how many. Nothing for a run that is not the current one."""
    if not run.current or Alert.objects.filter(run=run).exclude(change__in=BETWEEN).exists():
        return 0
    followed = {case.case: case for case in Case.objects.filter(status__in=[status.value for status in OPEN])}
    earlier = Run.objects.exclude(pk=run.pk).filter(intake=False, as_of__lte=run.as_of).order_by("-as_of", "-sequence", "-pk").first()
    last = set(Listing.objects.filter(run=earlier, case__in=followed).values_list("case_id", flat=True)) if earlier else set()
    before, after = _before(run, followed), pictures(dict.fromkeys(followed, run.pk))
    rows = [
        Alert(case=case, run=run, change=change.value, details=details, account_id=case.assigned_to_id, at=clock.now())
        for name, case in sorted(followed.items())
        for change, details in _grouped(changes(before.get(name), after.get(name), listed_last=name in last))
    ]
    Alert.objects.bulk_create(rows, batch_size=2_000)
    record_command(Action.RAISE_ALERTS, f"run:{run.run_id}", f"{len(rows)} alerts")
    return len(rows)


def _before(run: Run, followed: Iterable[str]) -> dict[str, Picture]:
    """Each child as the latest earlier determination that lists it shows it."""
    listed = Listing.objects.filter(case__in=list(followed), run__intake=False, run__as_of__lte=run.as_of).exclude(run=run)
    latest = listed.order_by("case_id", "-run__as_of", "-run__sequence", "-run_id").distinct("case_id")
    return pictures(dict(latest.values_list("case_id", "run_id")))


def pictures(wanted: dict[str, int]) -> dict[str, Picture]:
    """Case and row of a run → the child as that run shows it, for those it lists."""
    by_run: dict[int, list[str]] = defaultdict(list)
    for case, run in wanted.items():
        by_run[run].append(case)
    return {case: picture for run, cases in by_run.items() for case, picture in _of_run(run, cases).items()}


def _of_run(run: int, cases: list[str]) -> dict[str, Picture]:
    of_cases = {"run": run, "case__in": cases}
    facts, reasons, unknowns = defaultdict(set), defaultdict(set), defaultdict(set)
    for fact in LifeFact.objects.filter(**of_cases):
        words = (fact.label, fact.value or "", fact.source, fact.strand)
        facts[fact.case_id].add(Fact(fact.happened_on, fact.code, fact.member, *words))
    for reason in Reason.objects.filter(**of_cases).exclude(source=CRITERIA):
        reasons[reason.case_id].add(Why(reason.item, reason.asks, reason.source))
    for unknown in Unknown.objects.filter(**of_cases):
        unknowns[unknown.case_id].add(Why(unknown.item, unknown.asks))
    tiers = Listing.objects.filter(**of_cases).values_list("case_id", "tier")
    return {
        case: Picture(
            tier == Tier.SUPPORT_NEEDED, frozenset(facts.get(case, ())), frozenset(reasons.get(case, ())), frozenset(unknowns.get(case, ()))
        )
        for case, tier in tiers
    }


def _grouped(found: list[Found]) -> list[tuple[Change, list[dict[str, str]]]]:
    """One alert a kind, with everything of the kind in it: a source delivered for the first time is one message, not thirty."""
    kinds: dict[Change, list[dict[str, str]]] = {}
    for one in found:
        details = kinds.setdefault(one.change, [])
        if one.about:
            details.append({"about": one.about, "on": one.happened_on.isoformat() if one.happened_on else ""})
    return list(kinds.items())


def acknowledge(request: OfficeRequest, case: str, number: int) -> None:
    """The person has seen it; a note says what follows from it. Raises `Refused`."""
    alert = Alert.objects.select_for_update(of=("self",)).filter(case=case, pk=number).first()
    if alert is None:
        raise Refused("この通知はありません", "", "画面を開き直してください")
    if alert.acknowledged_at:
        raise Refused("この通知はすでに確認されています", "", "画面を開き直してください")
    if alert.account_id not in (None, request.user.pk) and not can(request.user.actor, Permission.ASSIGN_ANY_CASE):
        raise Refused("ほかの人の担当への通知です", "担当者・責任者", "担当者に伝えてください")
    alert.acknowledged_at, alert.acknowledged_by, alert.note = clock.now(), request.user, request.POST.get("note", "").strip()[:1000]
    alert.save(update_fields=["acknowledged_at", "acknowledged_by", "note"])
    record(request, Action.ACKNOWLEDGE_ALERT, f"alert:{alert.pk}", cases=[case])
