"""The pictures of a child's page: growth, checkups and doses, household, chronology; each with a table or words beside it."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.test import Client
from stage.office_parcels import City

from sukoyaka.office.casework.events import Action
from sukoyaka.office.web.models import AuditEntry, Coverage, LifeFact, Listing, Member, Reason, Run

Enter = Callable[[str], Client]


def page(client: Client, case: str, query: str = "") -> str:
    return client.get(f"/children/{case}/{query}").content.decode()


def fact(city: City, code: str, value: str, on: date, label: str = "") -> LifeFact:
    listing = Listing.objects.get(case=city.cases[0])
    return LifeFact.objects.create(
        run=listing.run,
        case=listing.case,
        member=listing.case_id,
        strand="life",
        happened_on=on,
        known_on=on,
        code=code,
        label=label or code,
        value=value,
        source="checkup_child",
        source_name="小児健診",
    )


def test_a_weight_is_in_the_chart_and_in_the_table(city: City, enter: Enter) -> None:
    fact(city, "CHECKUP/4M/WEIGHT", "6543g", date(2022, 6, 1), "3-4か月児健診 体重")
    text = page(enter("caseworker"), city.cases[0])
    assert "2022-06-01 3-4か月児健診 体重 6.543kg" in text
    assert "6.54kg" in text


def test_a_value_in_words_is_no_measurement(city: City, enter: Enter) -> None:
    fact(city, "CHECKUP/4M/WEIGHT", "計測拒否", date(2022, 6, 1))
    assert "計測値はありません" in page(enter("caseworker"), city.cases[0])


def test_weeks_of_gestation_unknown_are_said_to_be(city: City, enter: Enter) -> None:
    LifeFact.objects.filter(code="BIRTH/GESTATION").delete()
    assert "在胎週数はわかりません" in page(enter("caseworker"), city.cases[0])
    fact(city, "BIRTH/GESTATION", "32週", date(2022, 6, 1))
    assert "在胎32週" in page(enter("caseworker"), city.cases[0])


def test_a_dose_leads_to_its_row_in_the_time_line(city: City, enter: Enter) -> None:
    given = fact(city, "VACCINE/MR/1", "", date(2023, 6, 1), "麻しん風しん 1回目")
    text = page(enter("caseworker"), city.cases[0])
    assert f'href="#fact-{given.pk}"' in text
    assert f'id="fact-{given.pk}"' in text


def test_without_coverage_a_dose_is_no_data(city: City, enter: Enter) -> None:
    Coverage.objects.filter(source="vaccination").delete()
    text = page(enter("caseworker"), city.cases[0])
    assert "matrix__cell--no_data" in text
    assert "matrix__cell--overdue" not in text.split("予防接種</th>")[-1]


def test_the_household_of_a_day(city: City, enter: Enter) -> None:
    listing = Listing.objects.get(case=city.cases[0])
    Member.objects.filter(case=listing.case).delete()
    came = listing.run.as_of - timedelta(days=60)
    for member, relation, from_on in (
        (listing.case_id, "子", listing.birth_month),
        ("1" * 32, "世帯主", listing.birth_month),
        ("2" * 32, "母", came),
    ):
        Member.objects.create(
            run=listing.run,
            case=listing.case,
            member=member,
            relation=relation,
            birth_month=listing.birth_month if relation == "子" else date(1980, 1, 1),
            sex="female",
            from_on=from_on,
            until_on=None,
            same_household=True,
        )
    client = enter("caseworker")
    now, then = page(client, city.cases[0]), page(client, city.cases[0], f"?on={came - timedelta(days=1)}")
    assert f'data-steps="{listing.birth_month},{came}"' in now
    assert shown_step(now) == "1"
    assert shown_step(then) == "0"
    assert "加わった人: 世帯主の母（44歳）" in re.sub(r"<[^>]+>", "", now)


def shown_step(text: str) -> str:
    return re.findall(r'data-step="(\d+)"(?! hidden)', text)[0]


def test_zoom_and_fold_stay_in_the_links(city: City, enter: Enter) -> None:
    text = page(enter("caseworker"), city.cases[0], "?zoom=2y&fold=life")
    assert 'href="?zoom=6m&amp;fold=life#life"' in text
    assert "本をたたんで表示" in text


def test_nonsense_in_the_address_is_the_plain_page(city: City, enter: Enter) -> None:
    assert enter("caseworker").get(f"/children/{city.cases[0]}/?zoom=x&fold=y&on=z").status_code == 200


def test_the_chronology_is_a_look_and_is_recorded(city: City, enter: Enter) -> None:
    text = enter("caseworker").get(f"/children/{city.cases[0]}/chronology/?whose=all").content.decode()
    row = AuditEntry.objects.latest("pk")
    assert (row.action, row.cases, row.target) == (Action.SEE_CHILD.value, [city.cases[0]], "chronology")
    first = LifeFact.objects.filter(case=city.cases[0]).order_by("happened_on").first()
    assert first is not None
    assert first.label.partition(" ")[0] in text


def test_the_chronology_of_half_a_year_leaves_the_rest_out(city: City, enter: Enter) -> None:
    LifeFact.objects.filter(case=city.cases[0]).update(happened_on=date(2020, 1, 1))
    text = enter("caseworker").get(f"/children/{city.cases[0]}/chronology/?zoom=6m").content.decode()
    assert "この期間の記録はありません" in text


def test_the_chronology_of_a_stretch_is_what_happened_in_it(city: City, enter: Enter) -> None:
    inside, outside = date(2024, 1, 10), date(2023, 1, 10)
    for on in (inside, outside):
        fact(city, "CONSULT", "", on, f"相談 {on.year}年のこと")
    client, address = enter("caseworker"), f"/children/{city.cases[0]}/chronology/"
    for query in ("?from=2024-01-01&to=2024-01-31", "?from=2024-01-31&to=2024-01-01"):
        text = client.get(address + query).content.decode()
        assert ("2024年のこと" in text, "2023年のこと" in text) == (True, False)
    assert "2023年のこと" in client.get(address + "?from=nonsense").content.decode()


def test_what_changed_since_the_determination_before(city: City, enter: Enter) -> None:
    listing = Listing.objects.get(case=city.cases[0])
    assert "これより前の判定はありません" in page(enter("caseworker"), city.cases[0])
    earlier = Run.objects.get(pk=listing.run_id)
    earlier.pk, earlier.run_id, earlier.current, earlier.as_of = None, "earlier", False, listing.run.as_of - timedelta(days=90)
    earlier.save(force_insert=True)
    assert "前回はどの一覧にもいませんでした" in page(enter("caseworker"), city.cases[0])
    Listing.objects.create(
        run=earlier,
        case=listing.case,
        tier=listing.tier,
        rank=1,
        selected_by="score",
        birth_month=listing.birth_month,
        sex=listing.sex,
        items_known=1,
        items_total=2,
    )
    gone = Reason.objects.filter(case=listing.case).first()
    assert gone is not None
    gone.pk, gone.run, gone.item, gone.asks = None, earlier, "long.gone", "もうない理由"
    gone.save(force_insert=True)
    text = page(enter("caseworker"), city.cases[0])
    assert "もうない理由" in text
    assert "なくなった" in text


def test_the_clock_of_the_last_sighting(city: City, enter: Enter) -> None:
    Listing.objects.filter(case=city.cases[0]).update(last_seen_on=date(2024, 4, 1))
    assert "9日前" in page(enter("caseworker"), city.cases[0])
    Listing.objects.filter(case=city.cases[0]).update(last_seen_on=None)
    assert '最後に姿が確かめられた日</dt><dd><span class="flag-quiet"' in page(enter("caseworker"), city.cases[0])


def test_a_source_that_never_came_is_warned_of(city: City, enter: Enter) -> None:
    Coverage.objects.filter(case=city.cases[0]).delete()
    assert "このこどもについては一度も届いていない" in page(enter("caseworker"), city.cases[0])


def test_the_home_of_now_has_the_ages_of_now_and_a_first_home_no_newcomers(city: City, enter: Enter) -> None:
    listing = Listing.objects.get(case=city.cases[0])
    Member.objects.filter(case=listing.case).exclude(member=listing.case_id).update(
        birth_month=date(listing.run.as_of.year - 40, 1, 1), from_on=listing.birth_month, until_on=None, same_household=True
    )
    LifeFact.objects.filter(case=listing.case, source="resident").delete()
    home = page(enter("caseworker"), city.cases[0]).split('id="home"')[1]
    assert ">40</text>" in home
    assert "＋</text>" not in home
    assert "data-steps" not in home
