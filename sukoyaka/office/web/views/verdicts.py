"""The four answers to a determination, given on a child's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from sukoyaka.office.web.actions.give_verdict import give_verdict
from sukoyaka.office.web.page import OfficeRequest
from sukoyaka.office.web.views.child import listing_of


@require_POST
def verdict(request: OfficeRequest, case: str) -> HttpResponse:
    """Stores the answer and goes back to the child."""
    form = request.POST
    reason, item, words = form.get("reason", ""), form.get("item", ""), form.get("words", "")
    give_verdict(request, listing_of(case), form.get("verdict", ""), reason, item, words)
    messages.success(request, "判定への意見を記録しました")
    return redirect("child", case=case)
