"""Clear delays only, over mixed cohorts. The child was born in 2021-05; as of 2024-04-01."""

HEAD = "who | happened | known | code | value\n"


def doses(*codes):
    return HEAD + "\n".join(f"child | 2021-09-10 | 2021-09-20 | VACCINE/{code} | -" for code in codes)


OLD_COHORT = [f"{v}/{n}" for v in ("DPT_IPV", "HIB", "PCV", "HEPB") for n in (1, 2, 3)] + ["BCG/1"]
NEW_COHORT = [f"{v}/{n}" for v in ("DPT_IPV_HIB", "PCV", "HEPB") for n in (1, 2, 3)] + ["BCG/1"]


def test_the_four_valent_vaccine_with_hib_is_worth_the_five_valent(ask):
    assert ask("overdue_vaccinations", doses(*OLD_COHORT, "MR/1")) == (0.0, "observed")
    assert ask("overdue_vaccinations", doses(*NEW_COHORT, "MR/1")) == (0.0, "observed")


def test_no_dose_at_all_is_all_three_signals(ask):
    assert ask("overdue_vaccinations") == (3.0, "value")


def test_one_missed_visit_is_no_signal(ask):
    assert ask("overdue_vaccinations", doses(*[d for d in OLD_COHORT if not d.endswith("/3") or d == "HEPB/3"], "MR/1")) == (
        0.0,
        "observed",
    )


def test_measles_alone_is_one_signal(ask):
    assert ask("overdue_vaccinations", doses(*OLD_COHORT)) == (1.0, "value")


def test_doses_given_before_the_move_are_unknown(ask):
    moved_in = """
        who   | source      | from       | until
        child | vaccination | 2023-09-01 | 2024-04-01
    """
    assert ask("overdue_vaccinations", covered=moved_in) == (None, "not observable")
