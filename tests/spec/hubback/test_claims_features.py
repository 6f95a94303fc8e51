"""Diagnoses: what counts, until when, and when an absence is a no. As of 2024-04-01."""

HALF_A_YEAR_AGO = """
    who   | source     | from       | until
    child | claims_nhi | 2023-11-01 | 2024-04-01
"""


def test_confirmed_injuries_of_the_last_year_are_counted_by_day(ask):
    assert ask(
        "injury_claims",
        """
        who    | happened   | known      | code         | value
        child  | 2023-05-01 | 2023-07-31 | CLAIM/DX/S02 | confirmed
        child  | 2023-05-01 | 2023-07-31 | CLAIM/DX/S06 | confirmed
        child  | 2023-09-01 | 2023-11-30 | CLAIM/DX/T24 | -
        child  | 2023-10-01 | 2023-12-31 | CLAIM/DX/S52 | suspected
        child  | 2023-10-02 | 2023-12-31 | CLAIM/DX/J06 | confirmed
        mother | 2023-10-03 | 2023-12-31 | CLAIM/DX/S52 | confirmed
        child  | 2023-03-31 | 2023-05-31 | CLAIM/DX/S52 | confirmed
        """,
    ) == (2.0, "value")


def test_a_claim_that_arrives_after_the_day_was_not_known_on_the_day(ask):
    late = """
        who   | happened   | known      | code         | value
        child | 2024-02-10 | 2024-04-01 | CLAIM/DX/S02 | confirmed
    """
    assert ask("injury_claims", late) == (0.0, "observed")


def test_the_day_itself_is_not_before_the_day(ask):
    same_day = """
        who   | happened   | known      | code         | value
        child | 2024-04-01 | 2024-03-31 | CLAIM/DX/S02 | confirmed
    """
    assert ask("injury_claims", same_day) == (0.0, "observed")


def test_no_claims_of_a_child_insured_elsewhere_is_not_a_no(ask):
    assert ask("injury_claims", covered="who | source | from | until") == (None, "not observable")


def test_less_than_half_of_the_window_is_not_enough_for_a_no(ask):
    assert ask("injury_claims", covered=HALF_A_YEAR_AGO) == (None, "not observable")


def test_what_was_found_is_known_whoever_covers_the_child(ask):
    found = """
        who   | happened   | known      | code         | value
        child | 2023-12-10 | 2024-02-29 | CLAIM/DX/S02 | confirmed
    """
    assert ask("injury_claims", found, covered=HALF_A_YEAR_AGO) == (1.0, "value")


MOOD = """
    who    | happened   | known      | code         | value
    mother | 2023-05-01 | 2023-07-31 | CLAIM/DX/F32 | confirmed
"""
MOTHER_ELSEWHERE = """
    who    | born       | sex    | relation | house | from       | until
    child  | 2021-05-01 | female | 子       | 1     | 2021-05-01 | -
    father | 1990-01-01 | male   | 世帯主   | 1     | 2015-01-01 | -
    mother | 1992-01-01 | female | 妻       | 1     | 2015-01-01 | 2023-10-01
    mother | 1992-01-01 | female | 世帯主   | 2     | 2023-10-01 | -
"""


def test_the_mothers_mood_counts_for_the_child_she_lives_with(ask):
    assert ask("mother_mood_claims", MOOD) == (1.0, "value")


def test_who_moved_out_is_no_co_resident_on_the_day(ask):
    assert ask("co_resident_mind_claims", MOOD, family=MOTHER_ELSEWHERE) == (0.0, "observed")


def test_one_co_resident_who_cannot_be_seen_makes_it_unknown(ask):
    only_mother = """
        who    | source     | from       | until
        mother | claims_nhi | 2015-01-01 | 2024-04-01
    """
    assert ask("co_resident_mind_claims", covered=only_mother) == (None, "not observable")


def test_two_cards_together_cover_the_window(ask):
    changed = """
        who   | source               | from       | until
        child | claims_child         | 2023-05-01 | 2023-08-15
        child | claims_single_parent | 2023-08-15 | 2023-11-15
    """
    assert ask("injury_claims", covered=changed) == (0.0, "observed")


def test_the_same_months_under_two_cards_count_once(ask):
    both = """
        who   | source       | from       | until
        child | claims_nhi   | 2023-11-01 | 2024-02-01
        child | claims_child | 2023-11-01 | 2024-02-01
    """
    assert ask("injury_claims", covered=both) == (None, "not observable")


def test_any_kind_of_claims_will_do(ask):
    for source in ("claims_child", "claims_single_parent", "claims_assistance"):
        alone = f"""
            who   | source   | from       | until
            child | {source} | 2021-05-01 | 2024-04-01
        """
        assert ask("injury_claims", covered=alone) == (0.0, "observed")
