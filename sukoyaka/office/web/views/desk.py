"""The desk of those who oversee the work: how far the listed children have come, how long they wait, where they live.

Counts alone, never a child. The desk is for those who may see the lists behind its counts; the map is open to those who may
see counts, who find no count from 1 to 9 on it: the hub has taken them out.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sukoyaka.office.casework import agreement
from sukoyaka.office.casework.deadlines import months_after
from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import can
from sukoyaka.office.casework.roles import Permission
from sukoyaka.office.casework.states import Status
from sukoyaka.office.casework.verdicts import VERDICT_LABELS
from sukoyaka.office.draw import bars
from sukoyaka.office.draw import map as maps
from sukoyaka.office.web import clock, towns
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import Case, Listing, Move, Run, VerdictRow
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.pictures import Word, safe
from sukoyaka.office.web.words import in_language, language_of
from sukoyaka.records.feedback import Verdict
from sukoyaka.records.findings import Tier

LISTED = "一覧に載った"
REFERRED = "通告・相談から"
STEPS = {
    Status.LOOKING: "確認を始めた",
    Status.TO_MEETING: "検討会へ送った",
    Status.SUPPORTING: "支援を始めた",
    Status.WATCHING: "見守りへ",
    Status.CLOSED: "終結した",
}
WAITING = ((7, "7日以内"), (14, "8〜14日"), (28, "15〜28日"), (56, "29〜56日"), (None, "57日以上"))


@require_safe
def desk(request: OfficeRequest) -> HttpResponse:
    """Funnel, states and waiting times of the current determination."""
    run, word = Run.objects.filter(current=True).first(), word_of(request)
    record(request, Action.SEE_DESK, "desk")
    ctx = (
        {"run": run}
        if run is None
        else {
            "run": run,
            "agreement": _agreement(request),
            **_funnel(run, word),
            **_states(run),
            **_waiting(run, word),
        }
    )
    return render(request, "desk/desk.html", ctx)


@require_safe
def districts(request: OfficeRequest) -> HttpResponse:
    """The map: children of each district, and for those with rights to cases the listed ones (`?show=listed`)."""
    run, word = Run.objects.filter(current=True).first(), word_of(request)
    everything = can(request.user.actor, Permission.SEE_WORKLIST)
    show = "listed" if everything and request.GET.get("show") == "listed" else "children"
    record(request, Action.SEE_DESK, f"districts:{show}")
    land, told = towns.load(settings.HOME), _told(run, show, word) if run else {}
    title = word("一覧のこどもの数" if show == "listed" else "0〜5歳のこどもの数")
    rows = [(one.code, one.name, told.get(one.code, 0)) for one in land]
    ctx = {
        "run": run,
        "land": bool(land),
        "rows": rows,
        "show": show,
        "everything": everything,
        "heading": title,
        "off_the_map": len(set(told) - {one.code for one in land}),
        "picture": safe(maps.draw(title, land, told, word)) if land and run else "",
    }
    return render(request, "desk/districts.html", ctx)


def word_of(request: OfficeRequest) -> Word:
    """Words of the screens in the reader's language."""
    language = language_of(request)
    return lambda words: in_language(words, language)


def _funnel(run: Run, word: Word) -> dict[str, Any]:
    """How many listed children ever came to each step."""
    listed = Listing.objects.filter(run=run).count()
    referred = _referred(run)
    moves = Move.objects.filter(Q(case__listing__run=run) | Q(case__in=referred)).values("after").annotate(n=Count("case", distinct=True))
    reached = dict(moves.values_list("after", "n"))
    began = {LISTED: listed, REFERRED: referred.count()}
    whole = sum(began.values())
    counts = began | {label: reached.get(status.value, 0) for status, label in STEPS.items()}
    drawn = [bars.Bar(name, count, f"{count / whole:.0%}" if whole else "") for name, count in counts.items()]
    return {"funnel": counts, "funnel_picture": safe(bars.draw("funnel", word("判定から終結まで"), drawn, word))}


def _states(run: Run) -> dict[str, Any]:
    """List → how many stand in each state now."""
    rows = Listing.objects.filter(run=run).values_list("tier", "case__status").annotate(n=Count("pk"))
    found = {(tier, status): n for tier, status, n in rows}
    states = [(run.labels.get(tier, tier), [found.get((tier.value, status.value), 0) for status in Status]) for tier in Tier]
    told = dict(_referred(run).values_list("status").annotate(n=Count("pk")))
    states.append((REFERRED, [told.get(status.value, 0) for status in Status]))
    return {"states": states, "statuses": [status.label for status in Status]}


def _referred(run: Run) -> QuerySet[Case]:
    """Cases that somebody's word opened for children whom the determination does not list; one joined with another counts there."""
    sheets = Listing.objects.filter(run__intake=True).values("case")
    return Case.objects.filter(pk__in=sheets, joined=None).exclude(pk__in=Listing.objects.filter(run=run).values("case"))


def _waiting(run: Run, word: Word) -> dict[str, Any]:
    """How long those wait whom nobody has looked at yet, and how many days it took with the others."""
    new = Listing.objects.filter(run=run, case__status=Status.NEW.value).values_list("case__waiting_since", flat=True)
    today = clock.today()  # an office that stays in its day did nothing after it
    waits = [(today - since).days for since in new]
    took = [max((min(timezone.localdate(at), today) - since).days, 0) for since, at in _begun(run)]
    counts = _binned(waits)
    drawn = [bars.Bar(name, count) for name, count in counts.items()]
    picture = safe(bars.draw("waiting", word("まだ確認を始めていないこどもの待ち日数"), drawn, word))
    return {"waiting": counts, "waiting_picture": picture, "took": median(took) if took else None, "longest": max(waits, default=None)}


def _begun(run: Run) -> Iterable[tuple[date, datetime]]:
    """Since when each case waited, and when somebody first began to look."""
    looked = Move.objects.filter(case__listing__run=run, after=Status.LOOKING.value).values("case").annotate(first=Min("at"))
    return looked.values_list("case__waiting_since", "first")


def _binned(days: Sequence[int]) -> dict[str, int]:
    lowest, found = -1, {}
    for limit, label in WAITING:
        found[label] = sum(lowest < day and (limit is None or day <= limit) for day in days)
        lowest = limit if limit is not None else lowest
    return found


def _agreement(request: OfficeRequest) -> dict[str, Any]:
    """What people said of the determinations of the last year; small counts hidden from those who see no children."""
    since, everything = months_after(clock.today(), -12).replace(day=1), can(request.user.actor, Permission.SEE_CHILD)
    columns = ("case_id", "run_id", "by_id", "by__organisation", "on", "verdict", "reason")
    rows = VerdictRow.objects.filter(on__gte=since).order_by("at", "pk").values_list(*columns)
    words = agreement.latest(agreement.Word(case, run, by, office, on, Verdict(said), why) for case, run, by, office, on, said, why in rows)
    return {
        "everything": everything,
        "verdicts": [VERDICT_LABELS[verdict] for verdict in Verdict],
        "lines": agreement.by_office_and_month(words, everything=everything),
        "why_not": agreement.why_not(words, everything=everything),
    }


def _told(run: Run, show: str, word: Word) -> dict[str, int | str]:
    """District → count, or the mark that the hub put in its place."""
    if show == "listed":
        rows = Listing.objects.filter(run=run, town__isnull=False).values_list("town").annotate(n=Count("pk"))
        return {str(town): n for town, n in rows}
    return {one["town"]: one["children"] if one["children"] is not None else word(one["mark"]) for one in run.districts}
