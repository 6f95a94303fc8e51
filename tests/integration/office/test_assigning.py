"""Handing a case over, many at once from the worklist, deadlines and saved filters on it."""

import secrets
from collections.abc import Callable
from datetime import date

from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import Account, AuditEntry, Case, HandOver, SavedView
from sukoyaka.records.ids import CaseId

AT_RISK = "/worklist/at-risk/"


def assign(client: Client, picked: list[str], to: str, *, note: str = "", once: str = "", query: str = "") -> str:
    form = {"picked": picked, "to": to, "note": note, "once": once or secrets.token_hex(16), "query": query}
    response = client.post(AT_RISK + "assign/", form, follow=True)
    return response.content.decode()


def owners(cases: list[str]) -> list[str | None]:
    rows = dict(Case.objects.filter(pk__in=cases).values_list("case", "assigned_to__username"))
    return [rows[case] for case in cases]


def test_many_at_once(city: City, enter: Callable[[str], Client]) -> None:
    picked = city.cases[10:13]
    text = assign(enter("chief"), [f"{case}:" for case in picked], "caseworker", query="sort=waiting")
    assert owners(picked) == ["caseworker"] * 3
    assert "担当を決めました" in text
    assert AuditEntry.objects.filter(action=Action.HAND_OVER.value).count() == HandOver.objects.count() == 3


def test_sent_twice_it_happens_once(city: City, enter: Callable[[str], Client]) -> None:
    once, chief = secrets.token_hex(16), enter("chief")
    texts = [assign(chief, [f"{city.cases[10]}:"], "caseworker", once=once) for _ in range(2)]
    assert HandOver.objects.count() == 1
    assert "ほかの人が先に" not in texts[1]


def test_what_somebody_else_assigned_first_is_left(city: City, enter: Callable[[str], Client]) -> None:
    first, second = city.cases[10], city.cases[11]
    assign(enter("caseworker"), [f"{first}:"], "caseworker")
    text = assign(enter("chief"), [f"{first}:", f"{second}:"], "chief")
    assert owners([first, second]) == ["caseworker", "chief"]
    assert "ほかの人が先に担当を決めたケースは変えていません" in text


def test_a_caseworker_takes_and_does_not_give(city: City, enter: Callable[[str], Client]) -> None:
    assign(enter("caseworker"), [f"{city.cases[10]}:"], "chief")
    assert owners([city.cases[10]]) == [None]
    assert "引き継げないケースは変えていません" in assign(enter("caseworker"), [f"{city.cases[10]}:"], "chief")


def test_nothing_picked_is_refused(city: City, enter: Callable[[str], Client]) -> None:
    assert "ケースが選ばれていません" in assign(enter("chief"), [], "caseworker")
    assert "引き継ぐ相手が選ばれていません" in assign(enter("chief"), [f"{city.cases[10]}:"], "nobody")


def test_a_hand_over_says_what_the_next_person_must_know(city: City, enter: Callable[[str], Client]) -> None:
    case, client = city.cases[10], enter("caseworker")
    client.post(f"/children/{case}/move/", {"after": "looking"})
    path = f"/children/{case}/plan/hand_over/"
    assert client.post(path, {"to": "chief", "note": "", "once": secrets.token_hex(16)}).status_code == 422
    assert client.post(path, {"to": "chief", "note": "来週訪問の約束がある", "once": secrets.token_hex(16)}).status_code == 302
    assert owners([case]) == ["chief"]
    assert "来週訪問の約束がある" in client.get(f"/children/{case}/plan/").content.decode(), "who handed over may still look"


def test_the_deadline_is_on_the_list(city: City, enter: Callable[[str], Client]) -> None:
    text = enter("caseworker").get("/worklist/support-needed/").content.decode()
    assert text.count("5営業日超過") == 4  # two business days from April 1st were over on the 3rd
    assert "3営業日" in enter("caseworker").get(AT_RISK).content.decode()


def test_overdue_only(city: City, enter: Callable[[str], Client]) -> None:
    Case.objects.filter(pk=city.cases[7]).update(waiting_since=date(2024, 3, 1))
    text = enter("chief").get(AT_RISK + "?over=1").content.decode()
    assert "1人" in text
    assert CaseId(city.cases[7]).short in text
    assert CaseId(city.cases[8]).short not in text


def test_filters_are_kept_under_a_name(city: City, enter: Callable[[str], Client], cast: dict[str, Account]) -> None:
    client = enter("caseworker")
    form = {"name": "毎朝見る", "query": "status=new&sort=waiting&page=2"}
    text = client.post(AT_RISK + "views/save/", form, follow=True).content.decode()
    assert '<a href="?status=new&amp;sort=waiting">毎朝見る</a>' in text
    client.post(AT_RISK + "views/save/", form | {"query": "status=looking"})
    assert SavedView.objects.values_list("name", "query").get() == ("毎朝見る", "status=looking")
    assert "毎朝見る" not in enter("chief").get(AT_RISK).content.decode(), "another's are not there"


def test_anothers_filters_are_not_dropped(city: City, enter: Callable[[str], Client]) -> None:
    enter("caseworker").post(AT_RISK + "views/save/", {"name": "毎朝見る"})
    number = str(SavedView.objects.get().pk)
    enter("chief").post(AT_RISK + "views/drop/", {"view": number})
    assert SavedView.objects.count() == 1
    enter("caseworker").post(AT_RISK + "views/drop/", {"view": number})
    assert SavedView.objects.count() == 0


def test_the_words_of_a_kept_question_are_checked(city: City, enter: Callable[[str], Client]) -> None:
    enter("caseworker").post(AT_RISK + "views/save/", {"name": "x" * 300, "query": "status=%27--&next=https://example.com"})
    assert SavedView.objects.values_list("query", flat=True).get() == ""
    assert enter("caseworker").post(AT_RISK + "views/save/", {"name": " "}).status_code == 403
