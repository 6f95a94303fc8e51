"""A growth chart: every measurement in its place, what was missed drawn as missed, a fall that stands out."""

import xml.etree.ElementTree as ET
from datetime import date

import pytest

from sukoyaka.office.draw.axis import Stretch
from sukoyaka.office.draw.growth import Growth, Measured, Missing, draw, points
from sukoyaka.office.draw.reference import COLUMNS, PERCENTILES, between, curves

BIRTH, AS_OF = date(2021, 1, 1), date(2023, 1, 1)
SVG = "{http://www.w3.org/2000/svg}"


def growth(*measured: Measured, weeks: float | None = 39, missing: tuple[Missing, ...] = (), measure: str = "weight") -> Growth:
    return Growth(measure, "male", BIRTH, AS_OF, weeks, measured, missing)


def weighed(on: date, kg: float) -> Measured:
    return Measured(on, kg, "健診 体重")


def elements(picture: str, name: str) -> list[ET.Element]:
    return list(ET.fromstring(picture).iter(f"{SVG}{name}"))  # noqa: S314 - our own picture


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize("measure", ["weight", "height"])
def test_curves_rise_with_age_and_percentile(measure: str, sex: str) -> None:
    found = curves(measure, sex)
    assert len(COLUMNS) == len(PERCENTILES) == len(found.values[0])
    assert found.ages[0] == 0
    assert all(list(values) == sorted(values) for values in found.values)
    assert all(list(column) == sorted(column) for column in zip(*found.values, strict=True))


def test_the_figures_are_those_of_the_survey() -> None:
    assert curves("weight", "male").at(0) == (2.32, 2.58, 2.8, 3.06, 3.31, 3.56, 3.81)
    assert curves("height", "female").at(21)[3] == 81.0  # 1歳6か月から2歳未満, the middle of the class


def test_places_count_bands() -> None:
    boys = curves("weight", "male")
    assert [round(boys.place(0, kg), 2) for kg in (2.32, 3.06, 3.81)] == [0, 3, 6]
    assert boys.place(0, 2.0) < 0
    assert boys.place(0, 4.2) > 6


@pytest.mark.parametrize(("place", "said"), [(-0.1, "3未満"), (0, "3–10"), (2.5, "25–50"), (6, "90–97"), (6.1, "97超")])
def test_a_place_in_words(place: float, said: str) -> None:
    assert between(place) == said


def test_a_fall_of_a_band_stands_out_in_shape_and_colour() -> None:
    falling = growth(weighed(date(2021, 5, 16), 7.1), weighed(date(2021, 11, 16), 7.6))
    assert [point.fell for point in points(falling)] == [False, True]
    picture = draw(falling)
    assert len([p for p in elements(picture, "polygon") if p.get("fill") == "#ad4000"]) == 1


def test_a_child_that_keeps_its_place_does_not_fall() -> None:
    steady = growth(weighed(date(2021, 5, 16), 7.12), weighed(date(2021, 11, 16), 8.82))
    assert not any(point.fell for point in points(steady))
    assert "#ad4000" not in draw(steady)


def test_no_line_across_a_missed_checkup() -> None:
    measured = (weighed(date(2021, 5, 16), 7.12), weighed(date(2022, 8, 16), 11.0))
    missed = Missing("9-10か月児健診", Stretch(date(2021, 10, 1), date(2022, 1, 1)), "受診の記録なし")
    joined, apart = draw(growth(*measured)), draw(growth(*measured, missing=(missed,)))

    def lines(picture: str) -> int:
        return len([line for line in elements(picture, "line") if line.get("stroke") == "#0017c1"])

    assert (lines(joined), lines(apart)) == (1, 0)
    assert "9-10か月児健診 計測なし" in apart
    assert "受診の記録なし" in apart


def test_a_child_born_early_stands_at_its_corrected_age_until_two() -> None:
    early = growth(weighed(date(2021, 7, 16), 6.5), weighed(date(2023, 2, 1), 11.0), weeks=32)
    first, second = points(early)
    assert round(first.age - first.corrected, 2) == round(8 * 7 / 30.4375, 2)
    assert second.corrected == second.age
    hollow = [c for c in elements(draw(early), "circle") if c.get("fill") == "#ffffff"]
    assert len(hollow) == 1


def test_without_weeks_nothing_is_corrected() -> None:
    (only,) = points(growth(weighed(date(2021, 7, 16), 6.5), weeks=None))
    assert only.age == only.corrected


def test_birth_weight_of_a_preterm_child_is_compared_with_nothing() -> None:
    born = Measured(BIRTH, 1.6, "出生体重", at_birth=True)
    assert points(growth(born, weighed(date(2021, 5, 16), 6.0), weeks=32))[1].fall == 0.0


def test_a_child_without_measurements_has_a_chart_that_says_so() -> None:
    assert "計測値はありません" in draw(growth())


def test_the_same_child_has_the_same_bytes_and_no_style() -> None:
    one = growth(weighed(date(2021, 5, 16), 7.0), measure="weight")
    assert draw(one) == draw(one)
    assert "style" not in draw(one)


def test_a_value_far_outside_is_still_in_the_picture() -> None:
    picture = draw(growth(weighed(date(2022, 8, 16), 25.0)))
    assert all(0 <= float(c.get("cy") or -1) <= 400 for c in elements(picture, "circle"))


def test_names_of_missed_checkups_that_lie_close_get_a_line_each() -> None:
    missed = [Missing(f"{n}か月児健診", Stretch(date(2021, 1 + n, 1), date(2021, 2 + n, 1)), "未受診") for n in (3, 4, 5)]
    names = [one for one in elements(draw(growth(missing=tuple(missed))), "text") if "計測なし" in (one.text or "")]
    assert len({one.get("y") for one in names}) == 3
    alone = draw(growth(missing=(missed[0],)))
    assert ET.fromstring(alone).get("height") < ET.fromstring(draw(growth(missing=tuple(missed)))).get("height")  # type: ignore[operator]  # noqa: S314 - our own pictures


def test_names_of_missed_checkups_that_lie_apart_share_a_line() -> None:
    missed = [Missing(f"{n}か月児健診", Stretch(date(2021, n, 1), date(2021, n + 1, 1)), "未受診") for n in (2, 11)]
    names = [one for one in elements(draw(growth(missing=tuple(missed))), "text") if "計測なし" in (one.text or "")]
    assert len({one.get("y") for one in names}) == 1
