"""A meeting from its plan to approved minutes, and what is refused, kept or told on the way."""

import json
import secrets
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import Error as DatabaseError
from django.test import Client
from stage import office_parcels as stage
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web import clock
from sukoyaka.office.web.actions.receive import Office, receive_all
from sukoyaka.office.web.actions.send_feedback import gather
from sukoyaka.office.web.models import (
    Account,
    AuditEntry,
    Case,
    Closing,
    KeptMinutes,
    Listing,
    Meeting,
    MeetingItem,
    MeetingRole,
    Move,
    PlanAct,
)
from sukoyaka.office.web.voices import VOICES
from sukoyaka.records.feedback import OUTCOMES, VERDICTS

Enter = Callable[[str], Client]
BLOCKS = {"situation": "状況", "progress": "経過", "policy": "方針", "lead_organisation": "保健課", "lead_person": "佐藤", "plan": "計画"}
ROLE = {"role-0-organisation": "保育課", "role-0-act": "登園を見守る", "role-0-due": "2024-05-10"}
WHOLE = {**BLOCKS, **ROLE, "decision": "support", "next_review_on": "2024-08-01"}


def plan(client: Client, **changes: str) -> str:
    form = {"on": "2024-04-10", "starts": "13:30", "place": "第1会議室", "chair": "chief", "form": secrets.token_hex(16)}
    return str(client.post("/meetings/new/", form | changes).headers.get("Location", ""))


def sent(*cases: str) -> None:
    Case.objects.filter(pk__in=cases).update(status="to_meeting")


def with_children(enter: Enter, *cases: str) -> tuple[Client, str]:
    client = enter("caseworker")
    sent(*cases)
    address = plan(client)
    assert client.post(f"{address}agenda/", {"add": list(cases)}).status_code == 302
    return client, address


def write(client: Client, address: str, case: str, revision: int = 1, **changes: str) -> int:
    return client.post(f"{address}children/{case}/", {"revision": str(revision), **WHOLE, **changes}).status_code


def attended(client: Client, address: str) -> None:
    members = Meeting.objects.latest("pk").members.all()
    form = {f"present-{m.pk}": "yes" for m in members} | {f"confidential-{m.pk}": "1" for m in members}
    client.post(f"{address}attendance/", form)


def to_confirmed(client: Client, address: str) -> None:
    for after in ("open", "minutes"):
        assert client.post(f"{address}move/", {"after": after}).status_code == 302
    attended(client, address)
    assert client.post(f"{address}move/", {"after": "confirmed"}).status_code == 302


def row() -> Meeting:
    return Meeting.objects.latest("pk")


def test_two_clicks_plan_one_meeting(city: City, enter: Enter) -> None:
    client, form = enter("caseworker"), secrets.token_hex(16)
    assert plan(client, form=form) == plan(client, form=form)
    assert {m.organisation for m in row().members.all()} == {"健康福祉センター"}


@pytest.mark.parametrize("wrong", [{"on": "2024-02-30"}, {"starts": "25:00"}, {"place": " "}, {"chair": "caseworker"}, {"form": "x"}])
def test_a_meeting_without_day_place_or_chair_is_refused(wrong: dict[str, str], city: City, enter: Enter) -> None:
    assert plan(enter("caseworker"), **wrong) == ""
    assert not Meeting.objects.exists()


def test_the_calendar_shows_it(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    page = client.get("/meetings/?month=2024-04").content.decode()
    assert f'href="{address}"' in page
    assert "第1会議室" in page
    assert client.get("/meetings/?month=x").status_code == 200


def test_only_children_on_their_way_are_offered_and_taken(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    sent(city.cases[1])
    page = client.get(address).content.decode()
    assert f'value="{city.cases[1]}"' in page
    assert f'value="{city.cases[2]}"' not in page
    assert client.post(f"{address}agenda/", {"add": [city.cases[2]]}).status_code == 403


def test_a_child_is_on_one_agenda_at_a_time(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    assert client.post(f"{address}agenda/", {"add": [city.cases[0]]}).status_code == 302  # a second click
    other = plan(client)
    assert client.post(f"{other}agenda/", {"add": [city.cases[0]]}).status_code == 403
    assert MeetingItem.objects.count() == 1


def test_order_and_minutes(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    first, second = row().items.order_by("position")
    client.post(f"{address}agenda/", {f"position-{first.pk}": "2", f"position-{second.pk}": "1", f"minutes-{second.pk}": "30"})
    assert [(i.pk, i.minutes) for i in row().items.order_by("position")] == [(second.pk, 30), (first.pk, 15)]
    assert "14:00" in client.get(address).content.decode()


def test_a_child_of_whom_something_was_written_is_not_taken_off(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    written, empty = row().items.order_by("position")
    write(client, address, written.case_id)
    assert client.post(f"{address}agenda/", {"remove": [str(written.pk)]}).status_code == 403
    assert client.post(f"{address}agenda/", {"remove": [str(empty.pk)]}).status_code == 302
    assert row().items.count() == 1


def test_members_come_and_go_but_not_the_chair(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    for _ in range(2):
        client.post(f"{address}members/", {"name": "保育 しおり", "organisation": "保育課"})
    added = row().members.get(name="保育 しおり")
    assert client.post(f"{address}members/", {"remove": str(added.pk)}).status_code == 302
    chair = row().members.get(name="責任 まこと")
    assert client.post(f"{address}members/", {"remove": str(chair.pk)}).status_code == 403
    assert client.post(f"{address}members/", {"name": "", "organisation": "保育課"}).status_code == 403


def test_what_is_written_is_there_again(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(client, address, city.cases[0], situation="<夜間>の様子")
    page = client.get(f"{address}children/{city.cases[0]}/").content.decode()
    assert "&lt;夜間&gt;の様子" in page
    assert 'value="登園を見守る"' in page
    role = MeetingRole.objects.get()
    assert (role.organisation, role.due.isoformat()) == ("保育課", "2024-05-10")
    assert AuditEntry.objects.latest("pk").action == Action.SEE_MEETING_CHILD.value


def test_the_live_screen_writes_notes_and_leaves_the_rest(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(client, address, city.cases[0])
    live = enter("chief")
    response = live.post(
        f"{address}children/{city.cases[0]}/", {"revision": "2", "view": "live", "notes": "次は母と", "decision": "support"}
    )
    assert response["Location"].endswith("?view=live")
    item = row().items.get()
    assert (item.notes, item.situation, item.roles.count()) == ("次は母と", "状況", 1)
    assert row().writers == ["caseworker"]  # notes are not the minutes


def test_somebody_else_saved_first_and_nothing_is_lost(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(client, address, city.cases[0], plan="先の計画")
    response = client.post(f"{address}children/{city.cases[0]}/", {"revision": "1", **WHOLE, "plan": "後の計画"})
    page = response.content.decode()
    assert (response.status_code, "先の計画" in page, "後の計画" in page) == (409, True, True)
    assert row().items.get().plan == "先の計画"
    assert KeptMinutes.objects.get().fields["plan"] == "後の計画"


def test_from_plan_to_approved_minutes(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    write(client, address, city.cases[0])
    write(client, address, city.cases[1], decision="watch")
    to_confirmed(client, address)
    assert client.post(f"{address}move/", {"after": "approved"}).status_code == 403  # a caseworker
    chief = enter("chief")
    for _ in range(2):  # and a second click
        assert chief.post(f"{address}move/", {"after": "approved"}).status_code == 302
    found = row()
    told = json.loads(found.snapshot)
    assert (found.state, found.approved_by.username) == ("approved", "chief")
    assert [child["decision"] for child in told["children"]] == ["support", "watch"]
    assert [item.decided_on.isoformat() for item in found.items.all()] == ["2024-04-10"] * 2
    assert [Case.objects.get(pk=c).status for c in city.cases[:2]] == ["supporting", "watching"]
    assert "方針検討会（2024-04-10）の決定" in Move.objects.get(case=city.cases[1]).note
    page = chief.get(f"{address}minutes/").content.decode()
    assert found.sha256 in page
    assert "登園を見守る" in page


def test_who_does_what_goes_into_the_plan_once(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(client, address, city.cases[0])
    to_confirmed(client, address)
    for _ in range(2):
        enter("chief").post(f"{address}move/", {"after": "approved"})
    act = PlanAct.objects.get(case=city.cases[0])
    assert (act.organisation, act.what, act.due.isoformat(), act.done_on) == ("保育課", "登園を見守る", "2024-05-10", None)
    assert "登園を見守る" in client.get(f"/children/{city.cases[0]}/plan/").content.decode()


def test_a_child_that_needs_nothing_is_closed_with_its_reason(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(client, address, city.cases[0], decision="none")
    to_confirmed(client, address)
    enter("chief").post(f"{address}move/", {"after": "approved"})
    assert (Case.objects.get(pk=city.cases[0]).status, Closing.objects.get().reason) == ("closed", "no_need")


def test_the_hub_is_told_of_a_decision_once(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    write(client, address, city.cases[0])
    write(client, address, city.cases[1], decision="watch")
    client.post(f"/children/{city.cases[1]}/verdict/", {"verdict": "disagree", "reason": "context"})
    to_confirmed(client, address)
    enter("chief").post(f"{address}move/", {"after": "approved"})
    told = gather(clock.today(), VOICES)
    assert {(row["case"], row["stage"], row["decision"]) for row in told[OUTCOMES]} == {
        (city.cases[0], "meeting", "support"),
        (city.cases[1], "meeting", "watch"),
    }
    assert [(row["case"], row["verdict"], row["reason"]) for row in told[VERDICTS]] == [(city.cases[1], "disagree", "context")]


def test_a_meeting_is_not_opened_before_its_day(city: City, enter: Enter) -> None:
    client = enter("caseworker")
    sent(city.cases[0])
    address = plan(client, on="2024-04-11")
    client.post(f"{address}agenda/", {"add": [city.cases[0]]})
    assert client.post(f"{address}move/", {"after": "open"}).status_code == 403
    assert row().state == "planned"


def test_every_block_of_every_child_must_be_filled(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    write(client, address, city.cases[0])
    to_confirmed(client, address)
    page = enter("chief").post(f"{address}move/", {"after": "approved"}).content.decode()
    assert "会議録に空いている欄があります" in page
    assert "支援計画" in page
    assert row().state == "confirmed"


def test_the_chair_does_not_approve_their_own_hand(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    write(enter("chief"), address, city.cases[0])
    to_confirmed(client, address)
    assert "自分が書いた会議録は承認できません" in enter("chief").post(f"{address}move/", {"after": "approved"}).content.decode()


def test_attendance_comes_before_confirmation(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    for after in ("open", "minutes"):
        client.post(f"{address}move/", {"after": after})
    assert client.post(f"{address}move/", {"after": "confirmed"}).status_code == 403
    one = row().members.first()
    client.post(f"{address}attendance/", {f"present-{one.pk}": "no", f"confidential-{one.pk}": "1"})
    assert row().members.get(pk=one.pk).confidential is False


def approved(enter: Enter, *cases: str) -> str:
    client, address = with_children(enter, *cases)
    for case in cases:
        write(client, address, case)
    to_confirmed(client, address)
    return address


@pytest.mark.parametrize(
    "table", ["office_meeting SET place = 'x'", "office_meetingitem SET plan = 'x'", "office_meetingrole SET act = 'x'"]
)
def test_the_database_keeps_what_is_approved(table: str, city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "approved"})
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table}")


def test_a_role_cannot_be_slipped_into_approved_minutes(city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "approved"})
    with pytest.raises(DatabaseError, match="written once"), transaction.atomic():
        MeetingRole.objects.create(item=row().items.get(), position=9, organisation="x", act="x")


def test_words_that_come_after_approval_are_kept(city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "approved"})
    response = enter("caseworker").post(f"{address}children/{city.cases[0]}/", {"revision": "2", **WHOLE, "plan": "遅れて届いた計画"})
    assert response.status_code == 409
    assert "「承認済み」になりました" in response.content.decode()
    assert KeptMinutes.objects.get().fields["plan"] == "遅れて届いた計画"


def test_a_child_closed_meanwhile_is_told_and_decided(city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    Case.objects.filter(pk=city.cases[0]).update(status="closed")
    page = enter("chief").post(f"{address}move/", {"after": "approved"}, follow=True).content.decode()
    assert "承認の前にこの事案は終結しています" in page
    item = row().items.get()
    assert (row().state, item.decision, Case.objects.get(pk=city.cases[0]).status) == ("approved", "support", "closed")
    assert "終結しています" in enter("chief").get(f"{address}minutes/").content.decode()


def test_a_child_that_moved_away_meanwhile_is_told_and_decided(
    city: City, enter: Enter, deliver: Callable[..., object], office: Office
) -> None:
    address = approved(enter, city.cases[3])
    newer = stage.city(support_needed=2, at_risk=1, as_of=stage.AS_OF.replace(month=5), seed=2)
    receive_all(deliver(newer, 2), office, lambda _: None)  # type: ignore[arg-type]
    assert not Listing.objects.filter(case=city.cases[3], run__current=True).exists()
    page = enter("chief").post(f"{address}move/", {"after": "approved"}, follow=True).content.decode()
    assert "最新の判定では一覧にありません" in page
    assert row().state == "approved"


def test_only_addenda_follow(city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    client = enter("caseworker")
    assert client.post(f"{address}add/", {"words": "早すぎる"}).status_code == 403
    enter("chief").post(f"{address}move/", {"after": "approved"})
    for _ in range(2):
        client.post(f"{address}add/", {"words": "母から連絡があった", "case": city.cases[0]})
    assert [one.text for one in row().addenda.all()] == ["母から連絡があった"]
    assert "母から連絡があった" in client.get(f"{address}minutes/").content.decode()


def test_a_child_comes_back_when_its_review_is_due(city: City, enter: Enter) -> None:
    address = approved(enter, city.cases[0])
    enter("chief").post(f"{address}move/", {"after": "approved"})
    client = enter("caseworker")
    early, due = plan(client), plan(client, on="2024-08-01")
    assert f'value="{city.cases[0]}"' not in client.get(early).content.decode()
    assert f'value="{city.cases[0]}"' in client.get(due).content.decode()


def test_a_cancelled_meeting_gives_its_children_back(city: City, enter: Enter) -> None:
    client, address = with_children(enter, city.cases[0])
    assert client.post(f"{address}move/", {"after": "cancelled"}).status_code == 403
    client.post(f"{address}move/", {"after": "cancelled", "why": "大雨"})
    assert f'value="{city.cases[0]}"' in client.get(plan(client)).content.decode()


def test_the_audit_names_the_children_that_were_shown(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    client, address = with_children(enter, city.cases[0], city.cases[1])
    client.get(address)
    assert set(AuditEntry.objects.latest("pk").cases) == set(city.cases[:2])
    client.get(f"{address}minutes/")
    assert set(AuditEntry.objects.latest("pk").cases) == set(city.cases[:2])


@pytest.mark.parametrize("path", ["/meetings/999999/", "/meetings/999999/minutes/"])
def test_a_meeting_nobody_planned_is_not_found(path: str, city: City, enter: Enter) -> None:
    assert enter("caseworker").get(path).status_code == 404
