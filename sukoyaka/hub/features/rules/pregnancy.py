"""What is known of the pregnancy that a child was of: a late notice (妊娠届), unused vouchers (妊婦健診), the mother's answers.

Reads the mother and the pregnancy of the child (`view.mothers`) and her events. Where it is not known who she is, where she
lived elsewhere, or where no notice is known, nothing is said: a notice that was not found is not a notice that was not given.
"""

import polars as pl

from sukoyaka.hub.features import mothers
from sukoyaka.hub.features.rules.measured import Measured, measured
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View

NOTICE, VOUCHERS = "pregnancy_notice", "maternity"
READS_NOTICE = ("pregnancy_notice.notified_on", "pregnancy_notice.weeks", "pregnancy_notice.period")
READS_VOUCHERS = ("maternity.date", "maternity.round", *READS_NOTICE, "checkup_child.gestation_weeks")
READS_FEELING = (*READS_NOTICE, "pregnancy_notice.feeling")
READS_HELPER = (*READS_NOTICE, "pregnancy_notice.helper")
SUBSIDISED = 14  # checkups in pregnancy that the city pays for
COUNTED_AFTER_BIRTH = 42  # weeks
SAME_PREGNANCY = 28  # days between the days on which two notices of one pregnancy say that the birth is due
FIRST_VISIT = 8  # week
TERM_WEEKS = 37


def notice_weeks(view: View) -> Measured:
    """Completed weeks of the pregnancy when it was first notified; a notice after the birth counts as 42."""
    late = pl.col("text_value") == mothers.AFTER_BIRTH
    weeks = pl.when(pl.col("code") == mothers.WEEKS).then("numeric_value").when(late).then(pl.lit(COUNTED_AFTER_BIRTH))
    told = _notices(view, *mothers.NOTICES).with_columns(value=weeks).filter(pl.col("value").is_not_null())
    first = told.sort("subject_id", "day", "value").unique("subject_id", keep="first", maintain_order=True)
    week = pl.format("妊娠届（妊娠{}週）", pl.col("value").cast(pl.Int64))
    words = pl.when(pl.col("value") == COUNTED_AFTER_BIRTH).then(pl.lit("妊娠届（分娩後）")).otherwise(week)
    return _measured(view, first, _facts(first, words, NOTICE))


def unused_vouchers(view: View) -> Measured:
    """How many of the fourteen checkups were not made. Not observable before term, or where she did not live here throughout."""
    known = _pregnancies(view).filter(_at_term(view))
    visits = view.facts("PREGNANCY/CHECKUP/*", subjects=known["mother"].unique(), below=False)
    within = (pl.col("day") >= pl.col("begin")) & (pl.col("day") <= pl.col("birth_month").dt.month_end())
    made = (
        known.join(visits.select(mother="subject_id", day="day").unique(), on="mother")
        .filter(within)
        .group_by("subject_id")
        .agg(made=pl.len(), last=pl.col("day").max())
    )
    counted = (
        known.join(_here_throughout(view, known), on="subject_id", how="semi")
        .join(made, on="subject_id", how="left")
        .with_columns(made=pl.col("made").fill_null(0))
        .with_columns(value=(SUBSIDISED - pl.col("made")).clip(0), day="last", known_on=pl.lit(None, pl.Date))
    )
    return _measured(view, counted, _facts(counted, pl.format("妊婦健診の受診{}回（14回のうち）", "made"), VOUCHERS), VOUCHERS)


def unexpected(view: View) -> Measured:
    """1 if she was at a loss or troubled when she learnt of the pregnancy."""
    return _answered(view, "PREGNANCY/Q/FEELING", {"at a loss": "戸惑った", "troubled": "困った"}, "妊娠が分かったとき「{}」との回答")


def without_helper(view: View) -> Measured:
    """1 if she said that nobody would help her with the child."""
    return _answered(view, "PREGNANCY/Q/HELPER", {"no": "いない"}, "妊娠届の時に育児の協力者「{}」との回答")


def _answered(view: View, code: str, signs: dict[str, str], words: str) -> Measured:
    told = _notices(view, code).with_columns(value=pl.col("text_value").is_in(list(signs)).cast(pl.Float64))
    worst = told.sort("subject_id", "value", "day").unique("subject_id", keep="last", maintain_order=True)
    found = worst.filter(pl.col("value") > 0)
    return _measured(view, worst, _facts(found, pl.format(words, pl.col("text_value").replace(signs)), NOTICE))


def _pregnancies(view: View) -> pl.DataFrame:
    """`subject_id, mother, due_on, begin, birth_month` of children whose pregnancy is known."""
    known = view.mothers.filter(pl.col("due_on").is_not_null()).join(view.children.select("subject_id", "birth_month"), on="subject_id")
    return known.with_columns(begin=pl.col("due_on") - pl.duration(days=mothers.TERM))


def _notices(view: View, *codes: str) -> pl.DataFrame:
    """Facts of the notices of each child's own pregnancy: `subject_id` is the child, `mother` whom they are about."""
    known = _pregnancies(view)
    about = known["mother"].unique()
    dated = view.facts(*mothers.NOTICES, subjects=about)
    due = mothers.pregnancies(dated).rename({"member": "mother", "due_on": "told_due_on"})
    facts = view.facts(*codes, subjects=about).rename({"subject_id": "mother"}).join(due, on=["mother", "day"])
    near = (pl.col("told_due_on") - pl.col("due_on")).dt.total_days().abs() <= SAME_PREGNANCY
    return known.select("subject_id", "mother", "due_on").join(facts, on="mother").filter(near)


def _at_term(view: View) -> pl.Expr:
    """What the checkup says of the weeks at birth; else whether the birth could have been at term."""
    said = view.facts("BIRTH/GESTATION").filter(pl.col("numeric_value") < TERM_WEEKS)["subject_id"].unique()
    latest = (pl.col("birth_month").dt.month_end() - pl.col("begin")).dt.total_days() // 7
    return ~pl.col("subject_id").is_in(said.implode()) & (latest >= TERM_WEEKS)


def _here_throughout(view: View, known: pl.DataFrame) -> pl.DataFrame:
    """Children whose mother lived here, and whose vouchers are delivered, from the first visit to the birth."""
    stretches = view.coverage.filter(pl.col("source") == VOUCHERS).select("from_on", "until_on", mother="subject_id")
    from_first = pl.col("from_on") <= pl.col("begin") + pl.duration(days=7 * FIRST_VISIT)
    to_birth = pl.col("until_on") > pl.col("birth_month").dt.month_end()
    return known.join(stretches, on="mother").filter(from_first & to_birth).select("subject_id").unique()


def _measured(view: View, told: pl.DataFrame, facts: pl.DataFrame, source: str = NOTICE) -> Measured:
    """The values of those of whom something is told; for the others why not."""
    here = view.coverage.filter(pl.col("source") == source).group_by("subject_id").agg(since=pl.col("from_on").min())
    since = view.mothers.join(here.rename({"subject_id": "mother"}), on="mother", how="left").select("subject_id", "mother", "since")
    values = view.children.join(told.select("subject_id", "value"), on="subject_id", how="left").join(since, on="subject_id", how="left")
    came_later = pl.col("since") > pl.col("birth_month").dt.offset_by(f"-{mothers.TERM - 7 * FIRST_VISIT}d")
    why = (
        pl.when(pl.lit(here.is_empty()))
        .then(pl.lit(Why.NOT_COVERED))
        .when(pl.col("mother").is_null())
        .then(pl.lit(Why.NOT_DETERMINABLE))
        .when(came_later)
        .then(pl.lit(Why.NOT_YET_HERE))
        .otherwise(pl.lit(Why.NOT_MEASURED))
    )
    return measured(values.with_columns(why=pl.when(pl.col("value").is_null()).then(why)), facts)


def _facts(told: pl.DataFrame, words: pl.Expr, source: str) -> pl.DataFrame:
    named = told.with_columns(found=words, member="mother", happened_on="day", source=pl.lit(source))
    return named.select("subject_id", "member", "found", "happened_on", "known_on", "source")
