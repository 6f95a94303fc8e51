"""The papers of a meeting: ordered, made by a job, handed out, given back, destroyed; with names only by a recorded act."""

import hashlib
import secrets
import time
from collections.abc import Callable

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.packet import typeset
from sukoyaka.office.packet.papers import Addressed, Papers
from sukoyaka.office.web import clock
from sukoyaka.office.web.models import Account, AuditEntry, Case, Meeting, Packet, PacketCopy, Referral, RevealRow
from sukoyaka.office.web.views.papers import make_copies, papers_of

Enter = Callable[[str], Client]


def meeting(enter: Enter, *cases: str) -> tuple[Client, str]:
    client = enter("caseworker")
    Case.objects.filter(pk__in=cases).update(status="to_meeting")
    form = {"on": "2024-04-20", "starts": "13:30", "place": "会議室", "chair": "chief", "form": secrets.token_hex(16)}
    address = str(client.post("/meetings/new/", form)["Location"])
    client.post(f"{address}agenda/", {"add": list(cases)})
    return client, address


def ordered(client: Client, address: str, **changes: str) -> int:
    form = {"form": secrets.token_hex(16), "return_by": "2024-04-27"}
    return client.post(f"{address}packets/", form | changes).status_code


def named(client: Client, address: str, **changes: str) -> object:
    member = Meeting.objects.latest("pk").members.order_by("pk").first()
    form = {"form": secrets.token_hex(16), "return_by": "2024-04-27", "member": str(member.pk), "reason": "検討会で家族を取り違えないため"}
    return client.post(f"{address}packets/named/", form | changes)


def said(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Papers, Addressed]]:
    """What the typesetter was given."""
    given: list[tuple[Papers, Addressed]] = []

    def keep(papers: Papers, to: Addressed) -> typeset.Made:
        given.append((papers, to))
        return typeset.Made(b"%PDF-1.7 " + to.number.encode(), 3)

    monkeypatch.setattr("sukoyaka.office.web.views.papers.make", keep)
    return given


def test_a_copy_for_every_member(city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0], city.cases[1])
    assert ordered(client, address) == 302
    packet = Packet.objects.get()
    make_copies(packet.pk)
    packet.refresh_from_db()
    assert (packet.state, packet.children, packet.copies.count()) == ("made", 2, 2)
    for copy in packet.copies.all():
        assert bytes(copy.pdf).startswith(b"%PDF")
        assert copy.sha256 == hashlib.sha256(bytes(copy.pdf)).hexdigest()
        assert copy.pages == 5
    row = AuditEntry.objects.filter(action=Action.MAKE_PACKET.value).get()
    assert set(row.cases) == set(city.cases[:2])


def test_no_name_is_in_it(city: City, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    given = said(monkeypatch)
    client, address = meeting(enter, city.cases[1])
    ordered(client, address)
    make_copies(Packet.objects.get().pk)
    name = next(str(row["name"]) for row in city.tables["identities"] if row["case"] == city.cases[1])
    assert given
    assert all(name not in str(papers) for papers, _ in given)
    assert {to.number for _, to in given} == {copy.number for copy in PacketCopy.objects.all()}


def test_a_second_click_orders_nothing(city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0])
    form = secrets.token_hex(16)
    ordered(client, address, form=form)
    ordered(client, address, form=form)
    assert Packet.objects.count() == 1


@pytest.mark.parametrize("wrong", [{"return_by": "2024-04-19"}, {"return_by": ""}, {"form": "x"}])
def test_an_order_that_is_refused(wrong: dict[str, str], city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0])
    assert ordered(client, address, **wrong) == 403
    assert not Packet.objects.exists()


def test_no_papers_without_an_agenda(city: City, enter: Enter) -> None:
    client, address = meeting(enter)
    assert ordered(client, address) == 403


def test_what_is_not_made_cannot_be_opened(city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0])
    ordered(client, address)
    copy = PacketCopy.objects.first()
    assert client.get(f"{address}packets/{copy.pk}/").status_code == 403


def test_handed_out_given_back_destroyed(city: City, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    said(monkeypatch)
    client, address = meeting(enter, city.cases[0])
    ordered(client, address)
    make_copies(Packet.objects.get().pk)
    copy = PacketCopy.objects.order_by("number").first()
    response = client.get(f"{address}packets/{copy.pk}/")
    assert response.content.startswith(b"%PDF")
    assert copy.number in response["Content-Disposition"]
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.cases) == (Action.OPEN_PACKET.value, [city.cases[0]])
    back = f"{address}packets/{copy.pk}/back/"
    assert client.post(back, {"what": "destroyed"}).status_code == 403  # somebody still has it
    for what in ("returned", "returned", "destroyed", "destroyed"):
        assert client.post(back, {"what": what}).status_code == 302
    copy.refresh_from_db()
    assert (copy.pdf, copy.returned_on is not None, copy.destroyed_on is not None) == (None, True, True)
    assert "廃棄されました" in client.get(f"{address}packets/{copy.pk}/").content.decode()
    assert copy.number in client.get("/packets/").content.decode()


def test_the_register_says_what_is_overdue(city: City, enter: Enter, settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    said(monkeypatch)
    client, address = meeting(enter, city.cases[0])
    ordered(client, address)
    make_copies(Packet.objects.get().pk)
    client.get(f"{address}packets/{PacketCopy.objects.first().pk}/")
    assert "返却期限を過ぎています" not in client.get("/packets/").content.decode()
    settings.FIXED_DAY = settings.FIXED_DAY.replace(month=5)  # type: ignore[attr-defined]  # pytest-django's wrapper
    assert "返却期限を過ぎています" in client.get("/packets/").content.decode()


def test_names_only_by_a_recorded_act_and_kept_nowhere(city: City, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    given = said(monkeypatch)
    client, address = meeting(enter, city.cases[1], city.cases[2])
    response = named(client, address)
    assert response.content.startswith(b"%PDF")  # type: ignore[attr-defined]  # a response
    names = {str(row["name"]) for row in city.tables["identities"] if row["case"] in city.cases[1:3]}
    assert all(name in str(given[0][0]) for name in names)
    assert PacketCopy.objects.get().pdf is None
    looks = AuditEntry.objects.filter(action=Action.OPEN_VAULT.value)
    assert sorted(case for row in looks for case in row.cases) == sorted(city.cases[1:3])
    assert {row.purpose for row in looks} == {"meeting"}
    assert RevealRow.objects.count() == 2
    page = client.get(f"/children/{city.cases[1]}/").content.decode()
    assert not [name for name in names if name in page]  # the look ended with the papers
    assert client.get(f"{address}packets/{PacketCopy.objects.get().pk}/").status_code == 403


def test_names_on_papers_need_a_fresh_code(city: City, enter: Enter, cast: dict[str, Account]) -> None:
    client, address = meeting(enter, city.cases[1])
    cast["caseworker"].without_second_factor = False
    cast["caseworker"].save()
    assert named(client, address)["Location"] == address  # type: ignore[index]  # a response
    page = client.get(address).content.decode()
    assert "確認コードを入れてから時間がたちました" in page
    assert 'name="code"' in page
    assert not RevealRow.objects.exists()
    assert not Packet.objects.exists()


@pytest.mark.parametrize("wrong", [{"reason": "短い"}, {"member": "x"}])
def test_names_are_refused_without_reason_or_recipient(wrong: dict[str, str], city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[1])
    assert named(client, address, **wrong).status_code == 403  # type: ignore[attr-defined]  # a response
    assert not Packet.objects.exists()


def test_papers_that_cannot_be_set_are_told_in_the_register(city: City, enter: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise typeset.PacketUnmade("the papers could not be set")

    monkeypatch.setattr("sukoyaka.office.web.views.papers.make", fails)
    client, address = meeting(enter, city.cases[0])
    ordered(client, address)
    make_copies(Packet.objects.get().pk)
    assert Packet.objects.get().state == "failed"
    assert "作成できず" in client.get(address).content.decode()


def test_ten_children_in_five_seconds(city: City, enter: Enter) -> None:
    client, address = meeting(enter, *city.cases[:10])
    ordered(client, address)
    papers = papers_of(Packet.objects.get())
    started = time.perf_counter()
    made = typeset.make(papers, Addressed("2024-0001-01", "保育 しおり", "保育課"))
    assert made.pages == 1 + 2 * 10
    assert time.perf_counter() - started <= 5


def test_the_job_is_ordered_with_the_packet(city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0])
    ordered(client, address)
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args, job.status) == ("make_packet", {"packet": Packet.objects.get().pk}, "todo")


def test_the_pages_of_a_child_carry_its_pictures_and_its_referral_without_who_told(city: City, enter: Enter) -> None:
    client, address = meeting(enter, city.cases[0], city.cases[2])
    by = {"by": Account.objects.get(username="caseworker"), "at": clock.now(), "once": "e" * 32, "on": clock.today()}
    told = {"way": "report", "teller": "neighbour", "who": "隣の三浦さん", "what": "夜に泣き声が続く", "received_on": clock.today()}
    Referral.objects.create(case_id=city.cases[0], unlisted=False, **told, **by)
    ordered(client, address)
    papers = papers_of(Packet.objects.get())
    assert [sorted(child.pictures()) for child in papers.children] == [["growth-0", "growth-1", "matrix", "timeline"]] * 2
    first = papers.children[0].reasons[0]
    assert (first.asks.split(" ")[0], first.found, first.mark) == ("通告", "夜に泣き声が続く", "・")
    assert "三浦" not in str(papers)
