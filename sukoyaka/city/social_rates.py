"""The base rates of the social departments' data, each with its origin: a public statistic, or "assumed".

Reads and writes nothing. Why beside `rates`: they concern other departments and are argued about with other people.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SocialRates:
    """Shares of people unless the name says otherwise."""

    # -- public assistance
    on_assistance: float = 0.013  # public: about 5,300 persons of the city in FY2016
    formerly: float = 0.25  # assumed: households whose assistance ended in the window, against those on it
    assistance_years: float = 9.0  # assumed: cases began within so many years

    # -- pregnancy
    notice_late: float = 0.060  # public: 93.4 % by 11 weeks (Hokkaido, FY2015); 12 to 27 weeks
    notice_very_late: float = 0.006  # public: 28 weeks or later, or after the birth (Hokkaido, FY2015)
    preterm: float = 0.056  # assumed (general knowledge), as in the checkups
    twins: float = 0.01  # assumed (general knowledge)
    expecting: float = 0.55  # assumed: pregnancies that go on at the end, against the births of a year
    lost: float = 0.12  # assumed: notified pregnancies a year without a birth in the city, against the births of a year
    voucher_unused: float = 0.03  # assumed: a visit that is left out
    blank_number: float = 0.12  # assumed: notices and vouchers without a number
    feelings: tuple[float, ...] = (0.735, 0.195, 0.042, 0.012, 0.016)  # assumed: glad … troubled, nothing in particular
    no_helper: float = 0.012  # assumed
    money_worry: float = 0.14  # assumed

    # -- teeth
    dental_same_day: float = 0.97  # assumed: of those who come to the checkup of 1½ and 3 years
    dental_two: float = 0.90  # assumed: attendance of the dental checkup at two
    decayed: tuple[float, ...] = (0.010, 0.040, 0.095)  # assumed within the published 8-12 % at three
    untreated: float = 0.70  # assumed: of the decayed teeth, in families not in need
    no_finishing: float = 0.008  # assumed
    some_finishing: float = 0.10  # assumed

    # -- long-term care: certified at 65-74, 75-84, 85 and older
    certified: tuple[float, ...] = (0.043, 0.185, 0.58)  # assumed after the nation's 19 % of people of 65 and older
    certified_younger: float = 0.003  # assumed: 40-64, the sixteen diseases
    heavy: float = 0.35  # public: care 3 to 5 among the certified, nation
    institution: float = 0.40  # assumed: of those of care 3 to 5

    # -- disability: certificates in the population
    physical: tuple[float, ...] = (0.003, 0.012, 0.085)  # assumed after the nation's 3.4 %: under 18, 18-64, 65 and older
    intellectual: tuple[float, ...] = (0.012, 0.009, 0.004)  # assumed after the nation's 0.9 %
    mental: tuple[float, ...] = (0.0005, 0.016, 0.007)  # assumed after the nation's 1.0 %


SOCIAL = SocialRates()
