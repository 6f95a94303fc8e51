"""The two worklists: whom to look at next. No name, no score; every child shown is in the audit."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import AuditEntry, Case, Listing
from sukoyaka.records.ids import CaseId

AT_RISK, SUPPORT = "/worklist/at-risk/", "/worklist/support-needed/"


def ids(page: str) -> list[str]:
    return re.findall(r'class="worklist__id"[^>]*>([0-9A-F]{4}-[0-9A-F]{4})<', page)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_lists_are_in_order_of_rank(city: City, enter: Callable[[str], Client]) -> None:
    shown = ids(page(enter("caseworker"), SUPPORT))
    assert shown == [CaseId(case).short for case in city.cases[:4]]


def test_fifty_on_a_page(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    first, second = ids(page(client, AT_RISK)), ids(page(client, AT_RISK + "?page=2"))
    assert (len(first), len(second)) == (50, 10)
    assert not set(first) & set(second)


def test_every_child_shown_is_in_the_audit(city: City, enter: Callable[[str], Client]) -> None:
    page(enter("steward"), SUPPORT)
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.role, row.cases, row.categories) == (Action.SEE_WORKLIST.value, "steward", city.cases[:4], ["determination"])


def test_no_name_no_score_no_percentage(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), SUPPORT)
    names = {str(row["name"]) for row in city.tables["identities"]} | {str(row["kana"]) for row in city.tables["identities"]}
    assert not [name for name in names if name in text]
    assert "%" not in re.sub(r"<[^>]*>", "", text)


def test_reasons_are_those_that_raise_concern(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), SUPPORT)
    assert "過去に児童相談または虐待相談の記録がある" in text
    assert "祖父母と同居している" not in text
    assert "点の上限" not in text


def test_a_child_without_identity_is_marked(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("caseworker"), AT_RISK + "?page=2")
    assert text.count("氏名未着") == 1


def test_the_steward_sees_ids_without_links(city: City, enter: Callable[[str], Client]) -> None:
    text = page(enter("steward"), SUPPORT)
    assert len(ids(text)) == 4
    assert "/children/" not in text


@pytest.mark.parametrize(("words", "column", "value"), [("?selected_by=audit", "selected_by", "audit"), ("?town=112000", "town", "112000")])
def test_filters(words: str, column: str, value: str, city: City, enter: Callable[[str], Client]) -> None:
    expected = Listing.objects.filter(tier="at_risk", **{column: value}).order_by("rank")[:50]
    assert ids(page(enter("caseworker"), AT_RISK + words)) == [CaseId(listing.case_id).short for listing in expected]


def test_filter_by_status_and_mine(city: City, enter: Callable[[str], Client], cast: dict[str, object]) -> None:
    Case.objects.filter(pk=city.cases[5]).update(status="looking", assigned_to=cast["caseworker"])
    mine = [CaseId(city.cases[5]).short]
    assert ids(page(enter("caseworker"), AT_RISK + "?status=looking")) == mine
    assert ids(page(enter("caseworker"), AT_RISK + "?mine=1")) == mine
    assert ids(page(enter("chief"), AT_RISK + "?mine=1")) == []


def test_never_seen_comes_before_seen_long_ago(city: City, enter: Callable[[str], Client]) -> None:
    page(enter("caseworker"), AT_RISK + "?sort=last_seen")
    shown = AuditEntry.objects.latest("pk").cases
    seen = dict(Listing.objects.filter(tier="at_risk").values_list("case_id", "last_seen_on"))
    days = [seen[case] for case in shown]
    known = [day for day in days if day]
    assert days[: len(days) - len(known)] == [None] * (len(days) - len(known))
    assert known == sorted(known)


def test_words_that_mean_nothing_are_ignored(city: City, enter: Callable[[str], Client]) -> None:
    assert len(ids(page(enter("caseworker"), AT_RISK + "?sort=score&page=-1&status=%27%3B--"))) == 50


def test_at_most_twelve_queries(
    city: City, enter: Callable[[str], Client], statements: Callable[[Callable[[], object]], list[str]]
) -> None:
    client = enter("caseworker")
    assert len(statements(lambda: page(client, AT_RISK))) <= 12


def test_before_any_determination_it_says_so(db: None, enter: Callable[[str], Client]) -> None:
    assert "判定結果はまだ届いていません" in page(enter("caseworker"), AT_RISK)


def test_in_english_the_words_are_english(city: City, enter: Callable[[str], Client]) -> None:
    client = enter("caseworker")
    client.post("/language/", {"language": "en", "back": AT_RISK})
    text = page(client, AT_RISK)
    assert "Support needed" in text
    assert "こどもの一覧" not in text


def test_the_language_switch_leads_nowhere_else(enter: Callable[[str], Client]) -> None:
    response = enter("caseworker").post("/language/", {"language": "en", "back": "https://example.com/"})
    assert response["Location"] == "/"
