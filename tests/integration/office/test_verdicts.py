"""The four answers to a determination."""

from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.verdicts import REASONS
from sukoyaka.office.web.models import AuditEntry, VerdictRow
from sukoyaka.records.feedback import Verdict

Enter = Callable[[str], Client]


def give(client: Client, case: str, verdict: str, reason: str, **more: str) -> int:
    return client.post(f"/children/{case}/verdict/", {"verdict": verdict, "reason": reason, **more}).status_code


@pytest.mark.parametrize(("verdict", "reason"), [(v.value, next(iter(reasons))) for v, reasons in REASONS.items()])
def test_each_costs_the_same(verdict: str, reason: str, city: City, enter: Enter) -> None:
    client = enter("caseworker")
    assert give(client, city.cases[0], verdict, reason) == 302
    row = VerdictRow.objects.get()
    assert (row.verdict, row.reason, row.run.run_id) == (verdict, reason, city.run.run_id)
    assert REASONS[Verdict(verdict)][reason] in client.get(f"/children/{city.cases[0]}/").content.decode()


def test_every_answer_has_reasons() -> None:
    assert set(REASONS) == set(Verdict)
    assert all(REASONS.values())


@pytest.mark.parametrize(
    ("verdict", "reason", "item"), [("agree", "context", ""), ("disagree", "", ""), ("maybe", "x", ""), ("agree", "reasons_hold", "Z99")]
)
def test_what_is_no_answer_is_refused(verdict: str, reason: str, item: str, city: City, enter: Enter) -> None:
    assert give(enter("caseworker"), city.cases[0], verdict, reason, item=item) == 403
    assert not VerdictRow.objects.exists()


def test_a_second_click_counts_once_and_another_mind_is_kept_too(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    for reason in ("context", "context", "resolved"):
        give(client, city.cases[0], "disagree", reason)
    assert list(VerdictRow.objects.order_by("pk").values_list("reason", flat=True)) == ["context", "resolved"]


def test_free_words_stay_out_of_the_audit(city: City, enter: Enter) -> None:
    give(enter("caseworker"), city.cases[0], "disagree", "context", words="祖母が毎日来ている")
    assert "祖母" not in AuditEntry.objects.latest("pk").detail


def test_verdicts_are_written_once(city: City, enter: Enter) -> None:
    give(enter("caseworker"), city.cases[0], "agree", "reasons_hold")
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE office_verdict SET verdict = 'disagree'")
