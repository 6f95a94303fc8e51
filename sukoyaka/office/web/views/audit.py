"""Who looked: the whole trace for the auditor, and one child's access log for those responsible."""

from string import hexdigits
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.casework.purposes import Category, LookPurpose
from sukoyaka.office.casework.roles import CHARTERS, Role
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import AuditEntry, AuditSeal
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.records.ids import CaseId

PAGE = 50  # rows


@require_safe
def audit(request: OfficeRequest) -> HttpResponse:
    """All rows, newest first; by child, person, action, outcome."""
    asked = {name: request.GET.get(name, "").strip()[:40] for name in ("case", "username", "action", "outcome")}
    page = Paginator(_filtered(asked), PAGE).get_page(request.GET.get("page"))
    rows = [_shown(row) for row in page.object_list]
    record(request, Action.SEE_AUDIT, "audit", detail=" ".join(f"{name}={value}" for name, value in asked.items() if value))
    ctx = {
        "rows": rows,
        "page": page,
        "asked": asked,
        "kept": "".join(f"{urlencode({name: value})}&" for name, value in asked.items() if value),
        "actions": [(a.value, a.label) for a in Action],
        "outcomes": [(o.value, o.label) for o in Outcome],
        "usernames": AuditEntry.objects.order_by("username").values_list("username", flat=True).distinct(),
    }
    return render(request, "audit/audit.html", ctx)


@require_safe
def access_log(request: OfficeRequest, case: str) -> HttpResponse:
    """Who looked at this child, for whom a disclosure is answered or a chief is responsible."""
    page = Paginator(_rows().filter(cases__contains=[case]), PAGE).get_page(request.GET.get("page"))
    rows = [_shown(row) for row in page.object_list]
    record(request, Action.SEE_ACCESS_LOG, "access-log", cases=[case])
    return render(request, "audit/access_log.html", {"rows": rows, "page": page, "case": case, "id": CaseId(case).short})


def _rows() -> QuerySet[AuditEntry]:
    sealed = Exists(AuditSeal.objects.filter(entry=OuterRef("pk")))
    return AuditEntry.objects.annotate(sealed=sealed).order_by("-pk")


def _filtered(asked: dict[str, str]) -> QuerySet[AuditEntry]:
    rows = _rows()
    if asked["case"]:
        rows = _about(rows, "".join(c for c in asked["case"].lower() if c in hexdigits))
    exact = {name: asked[name] for name in ("username", "action", "outcome") if asked[name]}
    return rows.filter(**exact)


def _about(rows: QuerySet[AuditEntry], digits: str) -> QuerySet[AuditEntry]:
    """Rows about a child, by its whole pseudonym or by the eight digits of the screens."""
    if len(digits) == 32:
        return rows.filter(cases__contains=[digits])
    return rows.extra(where=["EXISTS (SELECT 1 FROM unnest(cases) AS c WHERE c LIKE %s)"], params=[f"{digits[:8]}%"])


def _shown(row: AuditEntry) -> dict[str, Any]:
    role = CHARTERS[Role(row.role)].label if row.role in set(Role) else row.role
    purpose = LookPurpose(row.purpose).label if row.purpose in set(LookPurpose) else ""
    action = Action(row.action).label if row.action in set(Action) else row.action
    return {
        "row": row,
        "role": role,
        "purpose": purpose,
        "action": action,
        "refused": row.outcome == Outcome.REFUSED.value,
        "outcome": Outcome(row.outcome).label,
        "cases": [(case, CaseId(case).short) for case in row.cases[:3]],
        "more": max(len(row.cases) - 3, 0),
        "categories": [Category(c).label for c in row.categories if c in set(Category)],
    }
