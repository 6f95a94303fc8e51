"""Vaccinations that are clearly overdue (予防接種の遅れ): never one missed dose, which can be an illness or a shortage.

Reads doses and coverage. Cohorts are mixed: 四種混合 with ヒブ until about 2024-03, 五種混合 after; so doses are counted as
doses of antigens, whichever vaccine brought them. Refusal is not neglect: the criteria weigh this beside the checkups.
"""

from datetime import date

import polars as pl

from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

SOURCE = "vaccination"
READS = ("vaccination.vaccine", "vaccination.dose", "vaccination.date")

# Which antigens a vaccine brings.
BRINGS = {
    "DPT_IPV": ("DPT",),
    "DPT_IPV_HIB": ("DPT", "HIB"),
    "HIB": ("HIB",),
    "PCV": ("PCV",),
    "HEPB": ("HEPB",),
    "BCG": ("BCG",),
}
# Doses of the first year of life, as the routine schedule has them. ロタ is left out: its window closes early.
FIRST_YEAR = {"DPT": 3, "HIB": 3, "PCV": 3, "HEPB": 3, "BCG": 1}
MOST_ANTIGENS = max(len(antigens) for antigens in BRINGS.values())  # that one dose can bring
OUTSTANDING = 4  # so many doses are more than one missed visit

# signal → (in words, due at month, month from which the child must have lived here); two months of grace are in the month
SIGNALS = {
    "none": ("生後8か月までに1回も接種がない", 8, 2),
    "first_year": (f"0歳の接種が{OUTSTANDING}回分以上残っている", 14, 2),
    "measles": ("麻しん風しん1期を26か月までに受けていない", 26, 12),
}


def overdue(view: View) -> Measured:
    """How many of the three signals surely hold, 0 to 3. Not observable where none holds and one cannot be judged.

    A row that is held back may be any dose of that time: a signal that such a dose would settle cannot be judged.
    """
    through = min(view.known_through.get(SOURCE, date.min), view.as_of)
    signals = (
        _signals(view)
        .with_columns(
            due_on=pl.col("birth_month").dt.offset_by(pl.format("{}mo", "due")),
            here_by=pl.col("birth_month").dt.offset_by(pl.format("{}mo", "here")),
        )
        .filter(pl.col("due_on") < view.as_of)
    )
    judged = signals.join(_covered(signals, view.coverage), on=["subject_id", "signal"], how="left")
    untold = ~pl.col("settled") & (pl.col("due_on") >= through)  # a later delivery may still bring the dose
    blind = ~pl.col("settled") & pl.col("covered").is_null()
    doubted = ~pl.col("settled") & pl.col("may_be_settled")
    holds = ~pl.col("settled") & pl.col("covered").is_not_null() & ~untold & ~doubted
    per_child = judged.group_by("subject_id").agg(value=holds.sum(), unseen=blind.any(), untold=untold.any(), doubted=doubted.any())
    values = view.children.join(per_child, on="subject_id", how="left").with_columns(
        pl.col("value").fill_null(0), pl.col("unseen", "untold", "doubted").fill_null(False)
    )
    unknown = (
        pl.when(pl.col("value") > 0)
        .then(None)
        .when("untold")
        .then(pl.lit(Why.NOT_COVERED))
        .when("doubted")
        .then(pl.lit(Why.HELD_BACK))
        .when("unseen")
        .then(pl.lit(Why.NOT_YET_HERE))
    )
    facts = judged.filter(holds).with_columns(found="words", happened_on="due_on", known_on="due_on", source=pl.lit(SOURCE))
    return measured(values.with_columns(why=unknown), facts)


def _signals(view: View) -> pl.DataFrame:
    """Child by signal: `subject_id, birth_month, signal, words, due, here, settled, may_be_settled`.

    Settled by doses that are there; perhaps settled by what is held back.
    """
    doses = view.facts("VACCINE")
    told = doses.select(
        "subject_id", vaccine=pl.col("code").str.split("/").list.get(1), dose=pl.col("code").str.split("/").list.get(2)
    ).unique()
    any_dose = told.select("subject_id", any_dose=pl.lit(True)).unique()
    measles = told.filter(pl.col("vaccine") == "MR").select("subject_id", measles=pl.lit(True)).unique()
    wide = (
        view.children.select("subject_id", "birth_month")
        .join(any_dose, on="subject_id", how="left")
        .join(measles, on="subject_id", how="left")
        .join(_outstanding(told), on="subject_id", how="left")
        .join(_held(view), on="subject_id", how="left")
        .with_columns(pl.col("outstanding").fill_null(sum(FIRST_YEAR.values())), pl.col("held", "held_late").fill_null(0))
        .with_columns(first_year=pl.col("outstanding") < OUTSTANDING)
    )
    doubts = {
        "none": pl.col("held") > 0,
        "first_year": pl.col("outstanding") - MOST_ANTIGENS * pl.col("held") < OUTSTANDING,
        "measles": pl.col("held_late") > 0,
    }
    settled = {"none": "any_dose", "first_year": "first_year", "measles": "measles"}
    return pl.concat(
        wide.select(
            "subject_id",
            "birth_month",
            signal=pl.lit(signal),
            words=pl.lit(words),
            due=pl.lit(due),
            here=pl.lit(here),
            settled=pl.col(settled[signal]).fill_null(False),
            may_be_settled=pl.lit(SOURCE in view.held.dark) | doubts[signal],
        )
        for signal, (words, due, here) in SIGNALS.items()
    )


def _held(view: View) -> pl.DataFrame:
    """`subject_id, held, held_late`: rows held back, and those of them that may be of the second year of life."""
    rows = view.held.about(SOURCE).join(view.children.select("subject_id", "birth_month"), on="subject_id")
    late = pl.col("happened_on").is_null() | (pl.col("happened_on") >= pl.col("birth_month").dt.offset_by("12mo"))
    return rows.group_by("subject_id").agg(held=pl.col("rows").sum(), held_late=pl.col("rows").filter(late).sum())


def _outstanding(told: pl.DataFrame) -> pl.DataFrame:
    """Doses of the first year that are missing, per child with any dose: `subject_id, outstanding`."""
    brings = pl.DataFrame([(v, a) for v, antigens in BRINGS.items() for a in antigens], schema=["vaccine", "antigen"], orient="row")
    needed = pl.DataFrame(list(FIRST_YEAR.items()), schema={"antigen": pl.String, "needed": pl.Int64}, orient="row")
    given = told.join(brings, on="vaccine").group_by("subject_id", "antigen").agg(given=pl.len())
    every = told.select("subject_id").unique().join(needed, how="cross")
    return (
        every.join(given, on=["subject_id", "antigen"], how="left")
        .group_by("subject_id")
        .agg(outstanding=(pl.col("needed") - pl.col("given").fill_null(0).cast(pl.Int64)).clip(0).sum())
    )


def _covered(signals: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Child and signal for which the child lived here early enough and until the dose was due."""
    return (
        signals.join(coverage.filter(pl.col("source") == SOURCE), on="subject_id")
        .filter(pl.col("from_on") <= pl.col("here_by"), pl.col("until_on") > pl.col("due_on"))
        .select("subject_id", "signal", covered=pl.lit(True))
        .unique()
    )
