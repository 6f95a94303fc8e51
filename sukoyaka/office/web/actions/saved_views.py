"""Keeps the filters of a worklist under a name, for the person who asked alone."""

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.plan import check_text
from sukoyaka.office.casework.worklist import Question
from sukoyaka.office.web.actions.record import record
from sukoyaka.office.web.models import SavedView
from sukoyaka.office.web.page import OfficeRequest

MOST = 20  # per person and list


def save_view(request: OfficeRequest, question: Question, name: str) -> None:
    """Keeps the question; the same name again replaces it. Raises `Refused`."""
    name = check_text(name, "条件の名前")[:40]
    kept = SavedView.objects.filter(account=request.user, tier=question.tier.value)
    if kept.exclude(name=name).count() >= MOST:
        raise Refused(f"保存できる条件は{MOST}件までです", "", "使わない条件を消してください")
    SavedView.objects.update_or_create(
        account=request.user, tier=question.tier.value, name=name, defaults={"query": question.at_page(1).address}
    )
    record(request, Action.SAVE_VIEW, f"worklist:{question.tier.value}")


def drop_view(request: OfficeRequest, number: int) -> None:
    """Forgets one of the person's own; another's is not there."""
    if SavedView.objects.filter(account=request.user, pk=number).delete()[0]:
        record(request, Action.DROP_VIEW, "worklist")
