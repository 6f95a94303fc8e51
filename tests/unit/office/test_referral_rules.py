"""What a word about a child must say, and until when a report asks for a look."""

from datetime import date

import pytest

from sukoyaka.office.casework.permissions import Refused
from sukoyaka.office.casework.referral import Teller, Way, check_told, safety_due

TODAY = date(2024, 4, 10)
FORM = {"way": "report", "received_on": "2024-04-09", "teller": "nursery", "who": " 園長 ", "what": "腕にあざがある"}


def test_a_whole_referral() -> None:
    told = check_told(FORM, TODAY)
    assert (told.way, told.teller, told.who, told.received_on) == (Way.REPORT, Teller.NURSERY, "園長", date(2024, 4, 9))


@pytest.mark.parametrize(
    "wrong", [{"way": "rumour"}, {"teller": ""}, {"what": "　"}, {"received_on": "2024-04-11"}, {"received_on": "昨日"}]
)
def test_what_is_missing_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Refused):
        check_told(FORM | wrong, TODAY)


@pytest.mark.parametrize(("way", "due"), [(Way.REPORT, date(2024, 4, 7)), (Way.CONSULTATION, None), (Way.NOTICE, None)])
def test_a_report_asks_for_a_look_within_two_days_weekend_or_not(way: Way, due: date | None) -> None:
    assert safety_due(way, date(2024, 4, 5)) == due  # a Friday
