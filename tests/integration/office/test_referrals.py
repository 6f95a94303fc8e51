"""A case for a child that no list named: found in the vault or entered by hand, worked like any other, told to the hub."""

from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest
from django.test import Client
from stage import office_parcels as stage
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action, Outcome
from sukoyaka.office.web.actions.receive import Office, receive_all
from sukoyaka.office.web.actions.send_feedback import gather
from sukoyaka.office.web.models import Alert, AuditEntry, Case, EnteredIdentity, Joined, Listing, Parted, Referral
from sukoyaka.office.web.voices import VOICES
from sukoyaka.records import feedback

DAY = date(2024, 4, 10)
REASON = "保育所からの通告を受け付けるため"
TOLD = {"way": "report", "received_on": "2024-04-09", "teller": "nursery", "who": "つくし園 園長", "what": "腕に新しいあざがある"}
OTHER = stage.case_of(9_000)  # a brother at home: delivered, on no list
HAND = {"entered_name": "山田 葵", "entered_birth_date": "2022-01-15", "entered_sex": "female", "entered_address": "駅前の宿 201"}


@pytest.fixture
def wider(deliver: Callable[..., object], office: Office, db: None) -> City:
    """The invented city, and a child of it that no list names."""
    made = stage.city()
    made.tables["identities"].append(identity(OTHER, "清水 杏", "シミズ アン", date(2021, 8, 9)))
    receive_all(deliver(made), office, lambda _: None)  # type: ignore[arg-type]  # the fixture's path
    return made


def identity(case: str, name: str, kana: str, birth: date) -> dict[str, object]:
    place = {"postal_code": "123-4567", "address": "中央1-2-3", "support_measure": False, "support_until": None}
    return {"case": case, "name": name, "kana": kana, "birth_date": birth, "sex": "female", "as_of": stage.AS_OF} | place


def search(client: Client, name: str = "清水杏", **more: str) -> str:
    answer = client.post("/referrals/new/", {"purpose": "emergency", "reason": REASON, "name": name} | more)
    return answer.content.decode()


def opened(client: Client, case: str, once: str = "a" * 32, **more: str) -> int:
    fields = {"purpose": "emergency", "reason": REASON, "name": "清水杏", "once": once, "case": case}
    return client.post("/referrals/open/", fields | TOLD | more).status_code


def by_hand(client: Client, **more: str) -> Case:
    search(client, "山田葵")
    opened(client, "new", **(HAND | more))
    return EnteredIdentity.objects.get().case


def test_a_search_shows_who_fits_and_the_audit_says_so(wider: City, enter: Callable[[str], Client]) -> None:
    page = search(enter("caseworker"))
    assert "清水 杏" in page
    assert "中央1-2-3" not in page
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.purpose, row.cases) == (Action.SEARCH_VAULT.value, "emergency", [OTHER])
    assert row.categories == ["birth_date", "name", "support_measure"]
    assert row.detail.startswith(REASON)
    assert "清水" not in str(row.content())


def test_a_search_that_finds_nobody_is_recorded_too(wider: City, enter: Callable[[str], Client]) -> None:
    assert "中にいません" in search(enter("caseworker"), "田中未知")
    assert AuditEntry.objects.latest("pk").detail.endswith("[0 shown]")


@pytest.mark.parametrize("wrong", [{"purpose": "audit"}, {"reason": "急ぎ"}, {"name": "清"}])
def test_a_search_without_a_reason_is_refused_and_recorded(wrong: dict[str, str], wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    answer = client.post("/referrals/new/", {"purpose": "emergency", "reason": REASON, "name": "清水杏"} | wrong)
    assert answer.status_code == 422
    assert "清水 杏" not in answer.content.decode()
    assert AuditEntry.objects.latest("pk").outcome == Outcome.REFUSED.value


@pytest.mark.parametrize("role", ["steward", "holder", "analyst", "auditor"])
def test_others_cannot_search(role: str, wider: City, enter: Callable[[str], Client]) -> None:
    assert enter(role).post("/referrals/new/", {"name": "清水杏"}).status_code == 403


def test_the_case_opens_is_taken_up_and_shows_the_name_for_the_stated_purpose(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    assert opened(client, OTHER) == 302
    row = Case.objects.get(pk=OTHER)
    assert (row.status, row.assigned_to.username if row.assigned_to else "") == ("looking", "caseworker")
    page = client.get(f"/children/{OTHER}/").content.decode()
    for words in ("清水 杏", "中央1-2-3", "腕に新しいあざがある", "つくし園 園長", "どの判定の一覧にもないこどもです"):
        assert words in page
    told = list(AuditEntry.objects.order_by("pk").values_list("action", flat=True))
    assert {Action.SEARCH_VAULT.value, Action.OPEN_CASE.value, Action.REVEAL.value, Action.TAKE_UP.value} <= set(told)


def test_only_a_child_that_the_search_showed_can_be_opened(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    assert opened(client, OTHER) == 422  # no search at all
    search(client, "田中未知")
    assert opened(client, OTHER) == 422
    assert not Referral.objects.exists()


def test_sending_twice_opens_once(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    assert [opened(client, OTHER), opened(client, OTHER)] == [302, 302]
    assert Referral.objects.count() == 1


def test_what_is_missing_is_said_and_what_was_typed_stays(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    fields = {"purpose": "emergency", "reason": REASON, "name": "清水杏", "once": "a" * 32, "case": OTHER}
    answer = client.post("/referrals/open/", fields | TOLD | {"way": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "受付の区分が選ばれていません" in page
    assert "腕に新しいあざがある" in page
    assert "清水 杏" in page


def test_the_case_lives_like_any_other(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    opened(client, OTHER)
    for address in ("plan/", "chronology/", "reveal/", "data-error/"):
        assert client.get(f"/children/{OTHER}/{address}").status_code == 200, address
    sheet = client.post(f"/children/{OTHER}/assessments/", {"sheet": "home_v1"})
    assert client.get(sheet["Location"]).status_code == 200
    sent = client.post(f"/children/{OTHER}/move/", {"after": "to_meeting", "note": "あざの説明がつかない"})
    assert sent.status_code == 302
    assert Case.objects.get(pk=OTHER).status == "to_meeting"
    assert client.post(f"/children/{OTHER}/verdict/", {"verdict": "agree", "reason": "reasons_hold"}).status_code == 403


def test_a_report_makes_a_task_until_somebody_saw_the_child(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    opened(client, OTHER)
    words = "こどもの安全を確認する（通告から48時間）"
    assert words in client.get("/tasks/").content.decode()
    seen = {
        "channel": "visit",
        "attempted_on": "2024-04-10",
        "reached": "yes",
        "reaction": "accepted",
        "child_seen": "yes",
        "seen_by": "支援",
    }
    client.post(f"/children/{OTHER}/plan/outreach/", seen | {"once": "b" * 32})
    assert words not in client.get("/tasks/").content.decode()
    assert "こどもの姿を確認した" in client.get("/referrals/").content.decode()


def test_a_word_about_a_followed_child_tells_whoever_follows_it(wider: City, enter: Callable[[str], Client]) -> None:
    case = wider.cases[1]
    enter("chief").post(f"/children/{case}/move/", {"after": "looking"})
    name = next(str(row["name"]) for row in wider.tables["identities"] if row["case"] == case)
    birth = next(str(row["birth_date"]) for row in wider.tables["identities"] if row["case"] == case)
    client = enter("caseworker")
    search(client, name, birth_date=birth)
    assert opened(client, case) == 302
    alert = Alert.objects.get()
    assert (alert.change, alert.account.username if alert.account else "") == ("referred", "chief")
    assert not Referral.objects.get().unlisted


def test_a_name_entered_by_hand_is_sealed_and_shows_like_any_other(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    row = by_hand(client)
    page = client.get(f"/children/{row.pk}/").content.decode()
    assert "山田 葵" in page
    assert "駅前の宿 201" in page
    assert "氏名は手入力" in page
    audit = str([entry.content() for entry in AuditEntry.objects.all()])
    assert "山田" not in audit
    assert Action.ENTER_IDENTITY.value in audit


def test_when_the_child_arrives_a_person_joins_the_two(
    wider: City, deliver: Callable[..., object], office: Office, enter: Callable[[str], Client]
) -> None:
    client, arrived = enter("caseworker"), stage.case_of(9_001)
    row = by_hand(client)
    later = stage.city(as_of=date(2024, 5, 1), seed=2)
    later.tables["identities"].append(identity(arrived, "山田　葵", "ヤマダ アオイ", date(2022, 1, 15)))
    receive_all(deliver(later, sequence=2), office, lambda _: None)  # type: ignore[arg-type]  # the fixture's path
    assert EnteredIdentity.objects.get().possible == [arrived]
    assert not Joined.objects.exists()
    address = f"/children/{row.pk}/join/"
    assert "山田" in client.post(address, {"purpose": "intake", "reason": REASON, "name": "山田葵"}).content.decode()
    assert client.post(address, {"act": "join", "case": arrived, "why": "同じ"}).status_code == 422
    assert client.post(address, {"act": "join", "case": arrived, "why": "氏名と生年月日が同じで、母に確かめた"}).status_code == 302
    row.refresh_from_db()
    other = Case.objects.get(pk=arrived)
    assert (row.status, other.status, other.assigned_to) == ("closed", "looking", Referral.objects.get().by)
    page = client.get(f"/children/{arrived}/").content.decode()
    assert "腕に新しいあざがある" in page
    assert f"/children/{row.pk}/" in page


@pytest.fixture
def joined(wider: City, enter: Callable[[str], Client]) -> tuple[Case, Case]:
    """A case entered by hand, and the delivered one to which somebody joined it by mistake."""
    client = enter("caseworker")
    row = by_hand(client)
    address = f"/children/{row.pk}/join/"
    client.post(address, {"purpose": "intake", "reason": REASON, "name": "清水杏"})
    client.post(address, {"act": "join", "case": OTHER, "why": "氏名を聞き違えていたと思われるため"})
    return row, Case.objects.get(pk=OTHER)


def test_a_wrong_join_is_taken_back_and_what_was_told_goes_back(joined: tuple[Case, Case], enter: Callable[[str], Client]) -> None:
    (row, other), client = joined, enter("chief")
    assert "腕に新しいあざがある" in client.get(f"/children/{OTHER}/").content.decode()
    page = client.post(f"/children/{row.pk}/part/", {"why": "生年月日が違い、別の家庭とわかった"}, follow=True).content.decode()
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.status, row.assigned_to.username if row.assigned_to else "") == ("looking", "caseworker")
    assert (other.status, other.assigned_to) == ("new", None)
    assert "どちらの記録も残っています" in page
    assert "腕に新しいあざがある" not in client.get(f"/children/{OTHER}/").content.decode()
    for case in (row.pk, OTHER):
        assert "別の家庭とわかった" in client.get(f"/children/{case}/").content.decode()
    act = AuditEntry.objects.get(action=Action.PART_CASES.value, cases__contains=[row.pk])
    assert (act.username, set(act.cases)) == ("chief", {row.pk, OTHER})
    assert (Parted.objects.get().joined_by.username, Joined.objects.count()) == ("caseworker", 0)


def test_work_done_while_joined_stays_and_is_told(joined: tuple[Case, Case], enter: Callable[[str], Client]) -> None:
    (row, other), client = joined, enter("caseworker")
    client.post(f"/children/{OTHER}/plan/goal/", {"text": "保育所につながる", "once": "c" * 32})
    client.post(f"/children/{OTHER}/move/", {"after": "watching", "note": "落ち着いている"})
    page = client.post(f"/children/{row.pk}/part/", {"why": "生年月日が違い、別の家庭とわかった"}, follow=True).content.decode()
    other.refresh_from_db()
    assert other.status == "watching"
    assert "要るものは書き写してください" in page


def test_taking_back_needs_a_reason_and_happens_once(joined: tuple[Case, Case], enter: Callable[[str], Client]) -> None:
    address, client = f"/children/{joined[0].pk}/part/", enter("caseworker")
    assert client.post(address, {"why": "違う"}).status_code == 403
    assert Joined.objects.exists()
    found = [client.post(address, {"why": "生年月日が違い、別の家庭とわかった"}).status_code for _ in range(2)]
    assert (found, Parted.objects.count()) == ([302, 403], 1)


def test_findings_that_come_later_come_to_the_same_case(
    wider: City, deliver: Callable[..., object], office: Office, enter: Callable[[str], Client]
) -> None:
    client = enter("caseworker")
    search(client)
    opened(client, OTHER)
    later = stage.city(as_of=date(2024, 5, 1), seed=2)
    rename(later, later.cases[1], OTHER)
    receive_all(deliver(later, sequence=2), office, lambda _: None)  # type: ignore[arg-type]  # the fixture's path
    assert Listing.objects.filter(case=OTHER, run__current=True).count() == 1
    assert Alert.objects.get(case=OTHER).change == "now_listed"
    page = client.get(f"/children/{OTHER}/").content.decode()
    assert "なぜ一覧にあるか" in page
    assert "腕に新しいあざがある" in page


def rename(city: City, before: str, after: str) -> None:
    for name, rows in city.tables.items():
        if name != "identities":
            for row in rows:
                row |= {column: after for column in ("case", "member") if row.get(column) == before}


def test_the_hub_learns_that_the_lists_had_missed_the_child(wider: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    search(client)
    opened(client, OTHER)
    client.post(f"/children/{OTHER}/move/", {"after": "watching", "note": "母と話し、見守ることにした"})
    listed = wider.cases[5]
    client.post(f"/children/{listed}/move/", {"after": "looking"})
    client.post(f"/children/{listed}/move/", {"after": "watching", "note": "落ち着いている"})
    rows = pl.DataFrame(gather(DAY + timedelta(days=1), VOICES)[feedback.OUTCOMES])
    told = {row["case"]: (str(row["channel"]), row["run_id"]) for row in rows.iter_rows(named=True)}
    assert told[OTHER] == ("notified", None)
    assert told[listed][0] == "listed"


def test_the_desk_counts_cases_that_a_word_opened(wider: City, enter: Callable[[str], Client]) -> None:
    by_hand(enter("caseworker"))
    page = enter("steward").get("/desk/")
    assert page.context["funnel"]["通告・相談から"] == 1
    assert page.context["funnel"]["確認を始めた"] == 1
    assert page.context["states"][-1][1][1] == 1
