"""A child's page: why, what is known over time, what is not. No name without a reveal."""

from collections.abc import Callable

from django.test import Client
from stage.office_parcels import City, case_of

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import AuditEntry, LifeFact

Statements = Callable[[Callable[[], object]], list[str]]


def page(client: Client, case: str) -> str:
    return client.get(f"/children/{case}/").content.decode()


def test_the_look_is_recorded_with_kinds_not_values(city: City, enter: Callable[[str], Client]) -> None:
    page(enter("caseworker"), city.cases[1])
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.cases, row.purpose) == (Action.SEE_CHILD.value, [city.cases[1]], "")
    assert row.categories == ["coverage", "determination", "household", "life"]


def test_no_identity_without_a_reveal(city: City, enter: Callable[[str], Client]) -> None:
    identity = next(row for row in city.tables["identities"] if row["case"] == city.cases[1])
    text = page(enter("caseworker"), city.cases[1])
    assert not [key for key in ("name", "kana", "address", "postal_code") if str(identity[key]) in text]
    assert str(identity["birth_date"]) not in text


def test_reasons_with_source_and_dates(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[0])
    for reason in (row for row in city.tables["reasons"] if row["case"] == city.cases[0]):
        assert str(reason["asks"]) in text
        assert str(reason["happened_on"]) in text
    assert "心配を高める事実" in text
    assert "心配を下げる事実" in text


def test_points_on_one_fact_count_for_the_whole_item(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[2])
    raising, lowering = text.split("心配を下げる事実")
    assert "祖父母と同居している" not in raising
    assert "祖父母と同居している" in lowering


def test_what_is_told_without_counting_stands_apart(city: City, enter: Callable[[str], Client]) -> None:
    before, after = page(enter("caseworker"), city.cases[2]).split("参考となる事実")
    assert "経過として示す" not in before
    assert "経過として示す" in after


def test_unknowns_that_one_datum_settles_are_together(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[2])
    assert "妊娠の届出が22週以降であった" in text
    assert text.count("妊婦健診データの連携") == 1


def test_how_the_criteria_count_is_no_fact_about_the_child(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[2])
    assert "基準の数え方: 領域「成長・健康」の点の上限" in text
    assert "頭打ち" not in text


def test_no_points_on_the_screen(city: City, enter: Callable[[str], Client]) -> None:
    assert "点</" not in page(enter("caseworker"), city.cases[0])


def test_unknowns_with_what_would_settle_them(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[0])
    for unknown in (row for row in city.tables["unknowns"] if row["case"] == city.cases[0]):
        assert str(unknown["why"]) in text
        assert str(unknown["settles"]) in text


def test_the_sentence(city: City, enter: Callable[[str], Client]) -> None:
    sentence = "低い判定は安全を意味しません。コンピュータは指し示すだけで、判断するのは人です"
    assert sentence in page(enter("caseworker"), city.cases[0])


def test_the_table_tells_every_fact_of_the_picture(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), city.cases[0])
    assert f"表で読む（{LifeFact.objects.filter(case=city.cases[0]).count()}件）" in text
    for fact in (row for row in city.tables["life"] if row["case"] == city.cases[0]):
        assert str(fact["label"]) in text


def test_what_the_data_says_is_escaped(city: City, enter: Callable[[str], Client]) -> None:
    LifeFact.objects.filter(case=city.cases[0]).update(label="<script>alert(1)</script>")
    assert "<script>alert" not in page(enter("caseworker"), city.cases[0])


def test_a_case_nobody_knows_is_not_found(city: City, enter: Callable[[str], Client]) -> None:
    assert enter("caseworker").get(f"/children/{case_of(999_999)}/").status_code == 404


def test_at_most_twelve_queries(city: City, enter: Callable[[str], Client], statements: Statements) -> None:
    client, case = enter("caseworker"), city.cases[0]
    assert len(statements(lambda: page(client, case))) <= 12
    client.post(f"/children/{case}/reveal/", {"purpose": "support", "reason": "家庭訪問の前に確認するため"})
    assert len(statements(lambda: page(client, case))) <= 13  # and one more to open the vault


def test_the_header_says_until_when_the_next_step_is_due(city: City, enter: Callable[[str], Client]) -> None:
    client, case = enter("caseworker"), city.cases[0]
    page = client.get(f"/children/{case}/").content.decode()
    assert "次の期限" in page
    client.post(f"/children/{case}/move/", {"after": "looking"})
    assert "あと10営業日" in client.get(f"/children/{case}/").content.decode()
    client.post(f"/children/{case}/move/", {"after": "watching", "note": "落ち着いている"})
    assert "次の期限" not in client.get(f"/children/{case}/").content.decode()
