"""`sukoyaka office feedback`: what people made of the lists goes to the hub, without a name and without free text."""

import secrets
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.casework.feedback import OutcomeRow, VerdictRow
from sukoyaka.office.web.actions.receive import Office
from sukoyaka.office.web.actions.send_feedback import NothingToSend, Sent, send_feedback
from sukoyaka.office.web.models import AuditEntry, DataError, LifeFact, Listing, Move, Run, SentFeedback
from sukoyaka.office.web.voices import VOICES
from sukoyaka.parcel.keys import ZoneKeys
from sukoyaka.parcel.open import open_parcel
from sukoyaka.records.errors import NotPermitted
from sukoyaka.records.feedback import Verdict

LATE = date(2024, 5, 1)
WORDS = ("佐藤さんの母から電話があった", "祖母の田中さんが見ている", "保健師の鈴木が確認", "次は高橋さん宅を訪問", "山本さんの記録ではない")


@pytest.fixture
def worked(city: City, enter: Callable[[str], Client]) -> City:
    """Children looked at, watched, closed, supported, reported about; with free text and names in every field that takes some."""
    client, watched, closed = enter("caseworker"), city.cases[1], city.cases[2]
    for case in (watched, closed):
        client.post(f"/children/{case}/move/", {"after": "looking"})
    plan = f"/children/{watched}/plan"
    client.post(f"{plan}/goal/", {"text": WORDS[1], "once": secrets.token_hex(16)})
    client.post(f"{plan}/review/", {"note": WORDS[2], "once": secrets.token_hex(16)})
    client.post(f"/children/{watched}/move/", {"after": "watching", "note": WORDS[0]})
    client.post(f"/children/{closed}/move/", {"after": "closed", "close_reason": "no_need", "note": WORDS[0]})
    fact = LifeFact.objects.filter(case=watched, source="resident").first()
    form = {"fact": str(fact.pk), "wrong": "other_person", "note": WORDS[4], "once": secrets.token_hex(16)}
    client.post(f"/children/{watched}/data-error/", form)
    client.post(f"/children/{watched}/wish/", {"wish": "new/attendance"})
    return city


@pytest.fixture
def send(tmp_path: Path, office: Office, zones: dict[str, ZoneKeys]) -> Callable[..., Sent]:
    return lambda as_of=LATE, **more: send_feedback(tmp_path / "out", as_of, office.keys, zones["hub"].public(), **more)


@pytest.fixture
def opened(tmp_path: Path, zones: dict[str, ZoneKeys]) -> Callable[[Sent], Path]:
    def contents(sent: Sent) -> Path:
        target = tmp_path / secrets.token_hex(4)
        open_parcel(sent.directory, zones["hub"], [zones["office"].public()], target)
        return target

    return contents


def test_decisions_with_channel_and_determination(worked: City, send: Callable[..., Sent], opened: Callable[[Sent], Path]) -> None:
    outcomes = pl.read_parquet(opened(send()) / "outcomes.parquet")
    run = Run.objects.get().run_id
    rows = {row["case"]: row for row in outcomes.iter_rows(named=True)}
    assert set(rows) == {worked.cases[1], worked.cases[2]}
    assert {(row["run_id"], row["stage"]) for row in rows.values()} == {(run, "assessment")}
    assert (rows[worked.cases[1]]["decision"], rows[worked.cases[2]]["decision"]) == ("watch", "none")
    for case, row in rows.items():
        chosen = Listing.objects.get(case=case).selected_by
        assert row["channel"] == ("audit" if chosen == "audit" else "listed")


def test_errors_and_wishes(worked: City, send: Callable[..., Sent], opened: Callable[[Sent], Path]) -> None:
    contents = opened(send())
    assert pl.read_parquet(contents / "data_errors.parquet").select("source", "state").rows() == [("resident", "open")]
    assert pl.read_parquet(contents / "wishes.parquet").rows() == [("new", "attendance", 1)]


def test_no_name_and_no_free_text_is_in_it(worked: City, send: Callable[..., Sent], opened: Callable[[Sent], Path]) -> None:
    sent = send()
    frames = {path.stem: pl.read_parquet(path) for path in opened(sent).glob("*.parquet")}
    text = "\n".join(frame.write_csv() for frame in frames.values()) + (sent.directory / "manifest.json").read_text()
    names = {str(who[key]) for who in worked.tables["identities"] for key in ("name", "kana", "address") if who[key]}
    assert not [word for word in (*names, *WORDS) if word in text]
    assert text.isascii(), "nothing but codes"


def test_it_is_in_the_audit(worked: City, send: Callable[..., Sent]) -> None:
    sent = send()
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.target) == (Action.SEND_FEEDBACK.value, f"parcel:{sent.parcel}")


def test_the_same_again_keeps_its_number_and_its_name(worked: City, send: Callable[..., Sent], enter: Callable[[str], Client]) -> None:
    first, again = send(), send()
    assert (first.sequence, first.parcel) == (again.sequence, again.parcel) == (1, first.parcel)
    enter("caseworker").post(f"/children/{worked.cases[2]}/wish/", {"wish": "new/attendance"})
    assert send().sequence == 2
    assert SentFeedback.objects.count() == 2


def test_only_what_was_recorded_by_the_day(worked: City, send: Callable[..., Sent]) -> None:
    Move.objects.filter(case=worked.cases[2]).update(on=date(2024, 4, 11))
    assert send(date(2024, 4, 10)).counts == {"verdicts": 0, "outcomes": 1, "data_errors": 1, "wishes": 1}
    assert send(date(2024, 4, 11)).counts["outcomes"] == 2


def test_an_answer_that_came_later_is_not_known_yet(
    worked: City, enter: Callable[[str], Client], send: Callable[..., Sent], opened: Callable[[Sent], Path]
) -> None:
    DataError.objects.update(state="corrected", answered_on=date(2024, 4, 20))
    assert pl.read_parquet(opened(send(date(2024, 4, 15))) / "data_errors.parquet")["state"].to_list() == ["open"]
    assert pl.read_parquet(opened(send(date(2024, 4, 20))) / "data_errors.parquet")["state"].to_list() == ["corrected"]


class Says:
    """Somebody else's judgements."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def verdict_rows(self, as_of: date) -> list[VerdictRow]:
        return [VerdictRow("c" * 32, "a" * 32, Verdict.DISAGREE, self.reason, "C07", as_of)]

    def outcome_rows(self, as_of: date) -> list[OutcomeRow]:
        return []


def test_another_room_adds_its_voice(worked: City, send: Callable[..., Sent], opened: Callable[[Sent], Path]) -> None:
    verdicts = pl.read_parquet(opened(send(voices=(*VOICES, Says("context")))) / "verdicts.parquet")
    assert verdicts.select("verdict", "reason", "item").rows() == [("disagree", "context", "C07")]


def test_a_voice_that_says_more_than_a_code_stops_everything(worked: City, send: Callable[..., Sent], tmp_path: Path) -> None:
    with pytest.raises(NotPermitted, match=r"verdicts\.reason"):
        send(voices=(Says("母親の話では違う"),))
    assert not list((tmp_path / "out").glob("*")) if (tmp_path / "out").exists() else True
    assert SentFeedback.objects.count() == 0


def test_nothing_to_tell(city: City, send: Callable[..., Sent]) -> None:
    with pytest.raises(NothingToSend):
        send()
