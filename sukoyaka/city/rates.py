"""The base rates of the synthetic city, each with its origin: a public statistic, or "assumed".

Reads and writes nothing. Why: a reader who doubts the city finds its rates here. How strongly need shows in a service
(all of it assumed) stands beside that service; how strongly causes weigh, in `need`.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Rates:
    """Figures at scale 1.0; counts are a year unless the name says otherwise."""

    # -- size
    residents: int = 375_781  # public: the city's plan of FY2023, as of 2023-08
    shrinkage: float = 0.055  # assumed: the city loses nearly one per cent a year
    births: dict[int, int] = field(  # public: births of the city by calendar year; from 2023 assumed to follow the trend
        default_factory=lambda: {2017: 2423, 2018: 2335, 2019: 2170, 2020: 2033, 2021: 1809, 2022: 1820, 2023: 1760, 2024: 1720}
    )
    births_trend: float = 0.96  # assumed: each year after the last known one
    boys: float = 105 / 205  # assumed (general knowledge): sex ratio at birth 105:100
    twins: float = 0.01  # assumed (general knowledge): twin deliveries
    foreign: float = 0.02  # assumed: foreign nationals in the register

    # -- household types of the first population (assumed; tuned so that the as-of day has the published mean size of 2.2)
    household_types: tuple[tuple[str, float], ...] = (
        ("single", 0.02),
        ("single elder", 0.03),
        ("couple", 0.06),
        ("elder couple", 0.22),
        ("family", 0.36),
        ("single parent", 0.06),
        ("three generations", 0.065),
    )
    first_child_age: tuple[tuple[int, int, float], ...] = ((0, 5, 0.17), (6, 17, 0.33), (18, 45, 0.50))  # assumed
    single_parent_young: float = 0.04  # assumed: share of single-parent households whose first child is under six

    # -- moves
    leavers: float = 0.041  # public: 3,068 left in a March; a year and person, assumed half of that in other months
    moved_within: float = 0.030  # assumed: persons who move inside the city
    march: float = 2.0  # assumed: moves of a March against another month
    arrivals: tuple[tuple[str, float], ...] = (("single", 0.54), ("couple", 0.29), ("family", 0.16), ("single parent", 0.01))  # assumed
    arriving_child_age: tuple[tuple[int, int, float], ...] = ((0, 5, 0.55), (6, 17, 0.40), (18, 25, 0.05))  # assumed
    returns: float = 0.04  # assumed: share of arrivals who had lived here before
    renumbered: float = 0.25  # assumed: of these, who get a second number
    leave_home: float = 0.03  # assumed: a year and unmarried person of 20-34 in the parents' home, to a home in the city

    # -- couples
    marriages: int = 1_600  # assumed: about 4 in 1,000
    divorces: int = 560  # assumed: about 1.5 in 1,000
    separations: int = 60  # assumed: couples who part without a divorce
    cohabitations: int = 130  # assumed: partners who move in unmarried with a parent
    partings: float = 0.12  # assumed: a year and unmarried couple
    legalised: float = 0.10  # assumed: a year and unmarried couple who marry
    undeclared: float = 0.3  # assumed: partners registered as 同居人 and not as 未届
    mother_keeps: float = 0.88  # assumed (general knowledge): custody with the mother
    back_home: float = 0.15  # assumed: the leaving parent leaves the city

    # -- households
    splits: int = 420  # assumed: 世帯分離 of grandparents or grown children at one address
    merges: float = 0.05  # assumed: a year and split household
    struck_off: int = 25  # assumed: 職権消除
    grandparent_joins: int = 60  # assumed: a widowed grandparent moves in
    support_measure: float = 0.001  # assumed (general knowledge): share of residents under 支援措置
    support_after_parting: float = 0.12  # assumed: after a separation or divorce of the last year

    # -- reports at the counter
    report_days: int = 14  # law: 住民基本台帳法, within 14 days

    # -- need of support
    need: float = 0.04  # assumed within the published 3-5 % "in need of support"
    reported: tuple[float, float] = (0.32, 0.58)  # assumed within 30-60 %: reporting of families not seen / seen by services

    # -- checkups
    attendance: tuple[tuple[str, float], ...] = (
        ("4M", 0.972),
        ("10M", 0.955),
        ("18M", 0.968),
        ("36M", 0.958),
    )  # assumed within the published 90-99 %
    mood_on_weight: float = -0.15  # assumed, strong so that a study can find it: spreads of weight a month of treatment at home
    preterm: float = 0.056  # assumed (general knowledge)
    hit: tuple[float, ...] = (0.001, 0.004, 0.012, 0.04)  # assumed (general knowledge): 「感情的に叩いた」 by round
    shouted: tuple[float, ...] = (0.01, 0.04, 0.14, 0.34)  # assumed (general knowledge): 「怒鳴った」 by round
    nobody_to_consult: float = 0.02  # assumed

    # -- vaccinations
    refusal: float = 0.004  # assumed: no vaccination at all, by conviction
    skipped_dose: float = 0.015  # public: coverage of the first measles dose about 98 %

    # -- insurance and claims
    nhi_children: float = 0.085  # assumed within the published 8-12 % of 0-5; single parents and the poor more often
    nhi_elders: float = 0.4  # assumed: households of grandparents under 75
    claim_months: int = 30
    claim_lag: int = 2  # claims arrive in the second month after treatment
    visits_child: float = 0.95  # assumed (general knowledge): outpatient receipts a child and month
    visits_adult: float = 0.38  # assumed
    visits_elder: float = 0.95  # assumed
    admitted: float = 0.012  # assumed: inpatient receipts among all
    psychiatric: float = 0.065  # assumed (general knowledge)
    suspected: float = 0.30  # assumed (general knowledge): diagnoses with 「の疑い」
    uncoded: float = 0.02  # assumed within 1-3 %
    out_of_hours: float = 0.04  # assumed: first visits of children with an addition

    # -- allowance and consultations
    allowance: float = 0.82  # assumed: take-up among single parents
    consultations: float = 0.012  # assumed: consultations a child of 0-5 and year that are not about need
    blank_number: float = 0.30  # assumed: the desk did not look the number up
    abuse_kinds: tuple[float, ...] = (0.229, 0.598, 0.162, 0.011)  # public: nation, FY2023: physical, psychological, neglect, sexual
    routes: tuple[float, ...] = (0.30, 0.10, 0.09, 0.06, 0.05, 0.16, 0.10, 0.10, 0.04)  # assumed: fewer by the police than at the centres


@dataclass(frozen=True)
class DirtRates:
    """Shares of rows (or people, where it says so) with planted dirt; `--dirt` multiplies them. Assumed, after published experience."""

    gaiji_person: float = 0.005
    geta_name: float = 0.01
    kana_slip: float = 0.03
    birth_slip: float = 0.02
    zero_stripped: float = 1.0  # in one vaccination file
    grams_as_kilograms: float = 0.002
    swapped: float = 0.0005
    impossible_date: float = 0.0005
    unknown_code: float = 0.0005
    half_width_address: float = 0.001
    ragged: float = 0.0003
    duplicate: float = 0.0005
    blank_line: float = 0.0002
    unknown_number: float = 0.001
    unknown_card: float = 0.003
    claimed_again: float = 0.01  # receipts sent back and claimed again a month later; published as 1-2 %


RATES = Rates()
DIRT = DirtRates()
