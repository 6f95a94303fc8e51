"""An assessment from the first word to the locked document, and what is refused or kept on the way."""

import json
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.assessment.summary import digest
from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.actions.assess import facts_of
from sukoyaka.office.web.models import Account, Assessment, AuditEntry, KeptCopy

Enter = Callable[[str], Client]
CONCLUDED = {"level": "grave", "decision": "support", "summary": "家庭訪問で様子を確かめた", "why_level": "安全な場所にいる"}


def begin(client: Client, case: str, sheet: str = "emergency_v1") -> str:
    return str(client.post(f"/children/{case}/assessments/", {"sheet": sheet})["Location"])


def row() -> Assessment:
    return Assessment.objects.latest("pk")


def submitted(enter: Enter, case: str) -> str:
    client = enter("caseworker")
    address = begin(client, case)
    answers = {"E52-found": "yes", "E52-frequency": "repeated", "E52-text": "3回目の相談", "E52-evidence": "1, 2"}
    client.post(address, {"revision": "1", "then": "submitted", **answers, **CONCLUDED})
    return address


def test_two_clicks_make_one_draft(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    assert begin(client, city.cases[0]) == begin(client, city.cases[0])
    assert Assessment.objects.count() == 1


def test_a_sheet_that_does_not_exist_is_refused(city: City, enter: Enter) -> None:
    response = enter("caseworker").post(f"/children/{city.cases[0]}/assessments/", {"sheet": "other_v1"})
    assert response.status_code == 403
    assert not Assessment.objects.exists()


def test_what_is_written_is_there_again(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    client.post(address, {"revision": "1", "E52-found": "yes", "E52-text": "相談が<続く>", "E52-evidence": "2", "summary": "途中"})
    page = client.get(address).content.decode()
    assert "相談が&lt;続く&gt;" in page
    assert 'name="E52-evidence" value="2"' in page
    assert row().answers["E52"]["evidence"][0]["key"] == facts_of(row())["2"].key
    assert AuditEntry.objects.latest("pk").action == Action.SEE_ASSESSMENT.value


def test_a_second_click_changes_nothing(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    for _ in range(2):
        assert client.post(address, {"revision": "1", "E11-text": "同じ"}).status_code == 302
    assert row().revision == 2
    assert not KeptCopy.objects.exists()


def test_the_script_is_told_the_revision_and_the_guide(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    told = client.post(address, {"revision": "1", "E21-found": "suspected"}, headers={"Accept": "application/json"}).json()
    assert (told["revision"], told["level"]) == (2, "最重度")
    assert "緊急一時保護" in told["route"]


def test_somebody_else_saved_first_and_nothing_is_lost(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    other = Account.objects.create(username="second", name="相談 ふたば", role="caseworker", organisation="健康福祉センター")
    first, second = enter("caseworker"), Client()
    second.force_login(other)
    address = begin(first, city.cases[0])
    first.post(address, {"revision": "1", "E11-text": "先の人の言葉", "summary": "先の所見"})
    response = second.post(address, {"revision": "1", "E11-text": "後の人の言葉", "summary": "後の所見"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人が先に保存しました" in page
    for words in ("先の人の言葉", "後の人の言葉", "先の所見", "後の所見"):
        assert words in page
    assert row().answers["E11"]["text"] == "先の人の言葉"
    assert KeptCopy.objects.get().fields["E11-text"] == "後の人の言葉"
    assert second.post(address, {"revision": "2", "E11-text": "二人の言葉"}).status_code == 302
    assert row().writers == ["caseworker", "second"]


def test_the_script_is_refused_in_a_sentence_when_stale(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    client.post(address, {"revision": "1", "summary": "一"})
    response = client.post(address, {"revision": "1", "summary": "二"}, headers={"Accept": "application/json"})
    assert response.status_code == 409
    assert "先に保存しました" in response.json()["sentence"]


def test_words_for_a_sheet_that_was_submitted_meanwhile_are_kept(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    response = enter("caseworker").post(address, {"revision": "1", "E11-text": "遅れて届いた言葉"})
    assert response.status_code == 409
    assert "「承認待ち」になりました" in response.content.decode()
    assert KeptCopy.objects.get().fields["E11-text"] == "遅れて届いた言葉"


def test_a_refused_submission_still_saves(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    response = client.post(address, {"revision": "1", "then": "submitted", "E11-text": "長い記録"})
    assert response.status_code == 422
    assert "まとめの欄が空いています" in response.content.decode()
    assert row().answers["E11"]["text"] == "長い記録"


def test_lighter_than_the_guide_needs_a_reason(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    form = {"revision": "1", "then": "submitted", "E21-found": "yes", **CONCLUDED, "level": "mild", "why_level": ""}
    assert "目安より軽い程度を選んだ理由" in client.post(address, form).content.decode()


def test_approval_locks_the_document(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    assert enter("chief").post(f"{address}move/", {"after": "approved"}).status_code == 302
    found = row()
    document = json.loads(found.snapshot)
    assert (found.state, found.sha256) == ("approved", digest(found.snapshot))
    assert document["about"]["approved_by"] == "責任 まこと"
    assert any(item["text"] == "3回目の相談" and len(item["evidence"]) == 2 for head in document["heads"] for item in head["items"])
    assert AuditEntry.objects.latest("pk").detail == found.sha256
    page = enter("chief").get(address).content.decode()
    assert found.sha256 in page
    assert "3回目の相談" in page


@pytest.mark.parametrize("change", ["SET summary = 'x'", "SET state = 'draft'"])
def test_the_database_keeps_what_is_approved(change: str, city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "approved"})
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE office_assessment {change}")


def test_nobody_approves_what_they_wrote_even_past_the_rules(city: City, enter: Enter) -> None:
    submitted(enter, city.cases[0])
    found = row()
    with pytest.raises(DatabaseError, match="assessment_approved_by_another"), transaction.atomic():
        Assessment.objects.filter(pk=found.pk).update(
            state="approved", approved_by=found.saved_by, approved_at=found.saved_at, approved_on="2024-04-10", sha256="0" * 64
        )


def test_a_caseworker_cannot_approve(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    assert enter("caseworker").post(f"{address}move/", {"after": "approved"}).status_code == 403
    assert row().state == "submitted"


def test_sent_back_with_a_reason_and_submitted_again(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "draft", "words": "きょうだいの様子も書いてください"})
    assert "きょうだいの様子も" in enter("caseworker").get(address).content.decode()


def test_only_addenda_follow_approval(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    worker = enter("caseworker")
    assert worker.post(f"{address}add/", {"words": "早すぎる追記"}).status_code == 403
    enter("chief").post(f"{address}move/", {"after": "approved"})
    for _ in range(2):
        worker.post(f"{address}add/", {"words": "保育所から連絡があった"})
    assert [one.text for one in row().addenda.all()] == ["保育所から連絡があった"]
    assert "保育所から連絡があった" in worker.get(address).content.decode()


def test_a_second_reader_is_somebody_else(city: City, enter: Enter) -> None:
    address = submitted(enter, city.cases[0])
    assert enter("caseworker").post(f"{address}second/", {"words": "自分で読んだ"}).status_code == 403
    assert enter("chief").post(f"{address}second/", {"words": "E54も確かめたい"}).status_code == 302
    assert row().second_words == "E54も確かめたい"


def test_a_withdrawn_one_makes_room_for_another(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    client.post(f"{address}move/", {"after": "withdrawn"})
    assert begin(client, city.cases[0]) != address


def test_an_assessment_under_another_childs_address_is_not_found(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    assert client.get(address.replace(city.cases[0], city.cases[1])).status_code == 404


def test_a_lost_session_keeps_every_word(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    cast["caseworker"].set_password("a long enough password")
    cast["caseworker"].save()
    address, stranger = begin(enter("caseworker"), city.cases[0]), Client()
    page = stranger.post(address, {"revision": "1", "E11-text": "消えては困る言葉"})
    assert page.status_code == 401
    assert "書きかけの内容は残っています" in page.content.decode()
    kept = page.context["kept"]
    wrong = stranger.post("/login/", {"username": "caseworker", "password": "no", "kept": kept})
    assert wrong.context["kept"] == kept
    after = stranger.post("/login/", {"username": "caseworker", "password": "a long enough password", "kept": kept})
    assert "消えては困る言葉" in after.content.decode()
    assert row().answers == {}  # not before the person says so
    stranger.post(address, dict(after.context["kept"]["fields"]))
    assert row().answers["E11"]["text"] == "消えては困る言葉"


def test_the_script_learns_that_the_session_is_lost(city: City, enter: Enter) -> None:
    address = begin(enter("caseworker"), city.cases[0])
    response = Client().post(address, {"revision": "1"}, headers={"Accept": "application/json"})
    assert (response.status_code, "ログイン" in response.json()["sentence"]) == (401, True)


def test_somebody_who_may_not_write_gets_no_kept_words(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    cast["analyst"].set_password("a long enough password")
    cast["analyst"].save()
    address, stranger = begin(enter("caseworker"), city.cases[0]), Client()
    kept = stranger.post(address, {"revision": "1", "E11-text": "消えては困る言葉"}).context["kept"]
    after = stranger.post("/login/", {"username": "analyst", "password": "a long enough password", "kept": kept})
    assert (after.status_code, after["Location"]) == (302, "/")


def test_a_stale_token_shows_the_words_again(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    address, strict = begin(enter("caseworker"), city.cases[0]), Client(enforce_csrf_checks=True)
    strict.force_login(cast["caseworker"])
    page = strict.post(address, {"revision": "1", "E11-text": "古い画面の言葉"}).content.decode()
    assert "古い画面の言葉" in page
    assert row().answers == {}


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"path": "/audit/", "fields": {}}', '{"path": 3, "fields": {"a": ["b"]}}'])
def test_what_is_no_kept_form_is_ignored(kept: str, cast: dict[str, Account]) -> None:
    cast["caseworker"].set_password("a long enough password")
    cast["caseworker"].save()
    after = Client().post("/login/", {"username": "caseworker", "password": "a long enough password", "kept": kept})
    assert (after.status_code, after["Location"]) == (302, "/")


def test_few_queries_however_long_the_life(city: City, enter: Enter, statements: Callable[[Callable[[], object]], list[str]]) -> None:
    client = enter("caseworker")
    address = begin(client, city.cases[0])
    assert len(statements(lambda: client.get(address))) <= 12
