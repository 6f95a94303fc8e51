"""Rows of a worklist as markup: two statements for a page, and a row that is drawn again only when something in it changed.

A drawn row is remembered by everything it tells; what the determination says of a child (its reasons) never changes, so it
is read only for rows that are not remembered. Why: fifty people read the same lists all day.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple

from django.contrib.postgres.aggregates import BoolOr
from django.db import connection
from django.db.models import Exists, Min, OuterRef, Q, Sum
from django.template.loader import get_template
from django.utils.safestring import SafeString

from sukoyaka.office.casework.deadlines import Clock, step_due
from sukoyaka.office.casework.deadlines import clock as clock_of
from sukoyaka.office.casework.states import LABELS, Status
from sukoyaka.office.casework.worklist import SELECTED_BY_LABELS, SORT_LABELS, Question
from sukoyaka.office.web import due
from sukoyaka.office.web.models import Listing, Reason, Run, SealedIdentity
from sukoyaka.office.web.views.chart import CRITERIA
from sukoyaka.records.findings import Tier
from sukoyaka.records.ids import CaseId

TOP = 3  # reasons shown in a row
REMEMBERED = 12_000  # drawn rows of a process, two kilobytes each

Reasons = list[dict[str, object]]


class Told(NamedTuple):
    """What a row tells of a child, apart from its reasons."""

    pk: int
    case: str
    tier: str
    selected_by: str
    birth_month: date
    sex: str
    town: str | None
    items_known: int
    items_total: int
    status: str
    waiting_since: date
    owner: str | None
    owner_name: str | None
    since: date
    seen_on: date | None
    named: bool


class Reader(NamedTuple):
    """For whom the rows are drawn, and when."""

    language: str
    today: date
    picks: bool  # may give cases to people
    opens: bool  # may open a child's page


_drawn: dict[object, SafeString] = {}


def _remember(key: object, row: SafeString) -> None:
    """Keeps a drawn row; the one that was drawn first makes room."""
    while len(_drawn) >= REMEMBERED:
        _drawn.pop(next(iter(_drawn)), None)
    _drawn[key] = row


@cache
def _statement() -> tuple[str, tuple[Any, ...]]:
    """The question for the rows of some listings, worded once: `since` and `seen_on` mean what they mean for tasks."""
    named = Exists(SealedIdentity.objects.filter(case=OuterRef("case_id")))
    told = {"since": due.since("case_id", "case__waiting_since"), "seen_on": due.seen_on("case_id", "last_seen_on"), "named": named}
    plain = ("pk", "case_id", "tier", "selected_by", "birth_month", "sex", "town", "items_known", "items_total")
    of_case = ("case__status", "case__waiting_since", "case__assigned_to__username", "case__assigned_to__name")
    sql, values = Listing.objects.order_by().values_list(*plain, *of_case).annotate(**told).query.sql_with_params()
    return f'{sql} WHERE "office_listing"."id" = ANY(%s)', values


def told(listings: Sequence[int]) -> list[Told]:
    """What the rows of these listings tell, in the same order."""
    sql, values = _statement()
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, list(listings)])
        found = {row[0]: Told(*row) for row in cursor.fetchall()}
    return [found[pk] for pk in listings]


def draw(run: Run, rows: Sequence[Told], reader: Reader) -> list[SafeString]:
    """The rows as markup."""
    known = {row: markup for row in rows if (markup := _drawn.get((run.parcel, row, reader))) is not None}
    missing = [row for row in rows if row not in known]
    reasons = top_reasons(run, [row.case for row in missing]) if missing else {}
    for row in missing:
        known[row] = _row(row, reader, reasons.get(row.case, []))
        _remember((run.parcel, row, reader), known[row])
    return [known[row] for row in rows]


def _row(told: Told, reader: Reader, reasons: Reasons) -> SafeString:
    shown = told._asdict() | {
        "id": CaseId(told.case).short,
        "status_label": LABELS[Status(told.status)],
        "selected_by_label": SELECTED_BY_LABELS.get(told.selected_by, told.selected_by),  # type: ignore[call-overload]  # StrEnum keys
        "reasons": reasons,
        "days": max((reader.today - told.waiting_since).days, 0),
        "clock": _clock(told, reader.today),
    }
    return SafeString(get_template("worklist/row.html").render({"row": shown, **reader._asdict()}))


def _clock(told: Told, today: date) -> Clock | None:
    step = step_due(Tier(told.tier), Status(told.status), told.since)
    return clock_of(step, today) if step else None


def top_reasons(run: Run, cases: Sequence[str]) -> dict[str, Reasons]:
    """The heaviest items that speak for looking. An item's points are spread over its facts, so they are summed first."""
    items = Reason.objects.filter(run=run, case__in=cases).exclude(source=CRITERIA).values("case_id", "item", "asks")
    summed = items.annotate(place=Min("position"), points=Sum("points"), flag=BoolOr("red_flag")).filter(Q(points__gt=0) | Q(flag=True))
    top: dict[str, Reasons] = defaultdict(list)
    for row in summed.order_by("case_id", "place", "item"):
        if len(known := top[row["case_id"]]) < TOP:
            known.append({"asks": row["asks"], "red_flag": row["flag"]})
    return top


@lru_cache(maxsize=512)  # the listings of a determination never change, and most people ask the same few questions
def filters(run: int, parcel: str, question: Question, owns: bool, language: str) -> SafeString:
    """The form of the filters; `parcel` is part of the key because a restored database may give a row's number again."""
    choices = {"status": LABELS, "selected_by": SELECTED_BY_LABELS, "sort": SORT_LABELS, "town": _towns(run, question.tier.value)}
    ctx = {"choices": choices, "question": question, "owns": owns, "language": language}
    return SafeString(get_template("worklist/filters.html").render(ctx))


def _towns(run: int, tier: str) -> list[str]:
    towns = Listing.objects.filter(run=run, tier=tier).order_by("town").values_list("town", flat=True).distinct()
    return [town for town in towns if town]
