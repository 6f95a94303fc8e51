"""The six tables that the office gets, under its own pseudonyms.

Reads a determination and the casework view; returns frames in the shapes of `records.findings`. A name, an address or a
day of birth is in none of them: the hub has none to give.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.hub.features.model import Feature, items_read
from sukoyaka.hub.features.rules import seen
from sukoyaka.hub.features.rules.measured import FACTS
from sukoyaka.hub.features.values import Why
from sukoyaka.hub.features.view import View
from sukoyaka.hub.findings import evidence, people, words
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.screening.determination import Determination
from sukoyaka.hub.screening.model.firmness import FIRM, USUAL
from sukoyaka.hub.screening.points import CAP
from sukoyaka.hub.store.files import shaped
from sukoyaka.records import findings as shapes

SETTLES = {
    Why.NOT_COVERED: "{name}の記録（加入先の保険・転入前の市区町村・保護者への確認）",
    Why.NOT_YET_HERE: "転入前の市区町村の記録、または母子健康手帳の確認",
    Why.NOT_MEASURED: "次の健診の記録、または母子健康手帳の確認",
    Why.NOT_DETERMINABLE: "戸籍や面談での家族関係の確認",
    Why.HELD_BACK: "{name}の保留中の行の訂正（保有課へ報告済み）、または保有課の原本の確認",
}
WITHHELD = "内容は支援の目的では提供されていない"
NO_DAY = pl.lit(None, pl.Date)


@dataclass(frozen=True)
class Source:
    """Listed children, seen through the casework's eyes."""

    determination: Determination
    view: View  # of the casework mart, about the listed children
    listed: pl.DataFrame  # the determination's rows with casework_id and case
    cases: pl.DataFrame  # casework subject_id, case: everybody
    codes: pl.DataFrame

    @property
    def criteria(self) -> Criteria:
        """The criteria of the determination."""
        return self.determination.criteria

    @property
    def register(self) -> Register:
        """The register of the permit."""
        return self.view.permit.register


def build(source: Source) -> Mapping[str, pl.DataFrame]:
    """All six tables by name."""
    together = people.lived_with(source.view)
    life = words.spoken(_life_events(source, together), source.codes, source.view.permit)
    unsettled = unknowns(source)
    frames = {
        "children": children(source, unsettled),
        "reasons": reasons(source, life),
        "unknowns": unsettled,
        "members": members(source, together),
        "life": lives(source, together, life),
        "coverage": coverage(source),
    }
    return {table.name: shaped(frames[table.name], table).unique(maintain_order=True) for table in shapes.TABLES}


def children(source: Source, unsettled: pl.DataFrame) -> pl.DataFrame:
    """One row per listed child, with what would settle most of its `unknowns`. The score stays on the hub."""
    view = source.view
    last = seen.last_sightings(view).select("subject_id", last_seen_on="day")
    town = view.spells.filter(pl.col("until_on").is_null()).group_by("subject_id", maintain_order=True).last().select("subject_id", "town")
    about = (
        view.people.select("subject_id", "birth_month", "sex")
        .join(last, on="subject_id", how="left")
        .join(town, on="subject_id", how="left")
    )
    listed = source.listed.join(about, left_on="casework_id", right_on="subject_id", how="left")
    return listed.join(_settled_by(source, unsettled), on="case", how="left", maintain_order="left").with_columns(firmness=_firmness())


def _firmness() -> pl.Expr:
    """In words: nobody is told a number about a child. A red flag and the lot do not rest on the score."""
    share = pl.when(pl.col("selected_by") == shapes.SelectedBy.SCORE).then(pl.col("inside"))
    word = pl.when(share >= FIRM).then(pl.lit(str(shapes.Firmness.FIRM))).when(share >= USUAL).then(pl.lit(str(shapes.Firmness.USUAL)))
    return word.when(share.is_not_null()).then(pl.lit(str(shapes.Firmness.LOOSE)))


def _settled_by(source: Source, unsettled: pl.DataFrame) -> pl.DataFrame:
    """`case, settled_by`: of the unknown items the one that could add most, and which datum would settle it."""
    most = {entry.id: max((abs(degree.points) for degree in entry.degrees), default=0) for entry in source.criteria.items}
    asked = unsettled.with_columns(most=pl.col("item").replace_strict(most, default=0, return_dtype=pl.Int32))
    heaviest = asked.filter(pl.col("most") > 0).sort("case", "most", "item", descending=[False, True, False]).unique("case", keep="first")
    return heaviest.select("case", settled_by=pl.format("{}：{}", "asks", "settles"))


def reasons(source: Source, life: pl.DataFrame) -> pl.DataFrame:
    """One row per child, entry that counted, and fact. The points stand on the first fact, so that they sum to the score."""
    lines = (
        source.determination.reasons.join(source.listed.select("subject_id", "case", "casework_id"), on="subject_id")
        .sort("case", "red_flag", "points", "item", descending=[False, True, True, False])
        .with_columns(position=pl.int_range(1, pl.len() + 1).over("case"))
    )
    entries = source.criteria.by_id
    parts = [_entry_lines(source, one, lines.filter(pl.col("item") == one), life) for one in sorted(entries)]
    caps = lines.filter(pl.col("item").str.starts_with(CAP)).with_columns(
        asks=pl.format("領域「{}」の点の上限", "domain"),
        found=pl.lit("同じ領域の項目が重なったため、点を頭打ちにした"),
        source=pl.lit("criteria"),
        source_name=pl.lit("判定基準"),
        happened_on=NO_DAY,
        known_on=NO_DAY,
    )
    columns = shapes.REASONS.column_names
    rows = pl.concat([part.select(columns) for part in [*parts, caps]], how="vertical_relaxed")
    first = pl.int_range(pl.len()).over("case", "position") == 0
    return rows.sort("case", "position", "happened_on", "found", descending=[False, False, True, False], nulls_last=True).with_columns(
        points=pl.when(first).then(pl.col("points")).otherwise(0)
    )


def unknowns(source: Source) -> pl.DataFrame:
    """One row per child and entry that could not be known, with what would settle it."""
    rows = source.determination.unknowns.join(source.listed.select("subject_id", "case"), on="subject_id")
    entries = source.criteria.by_id
    names = {one: _sources_in_words(source, entry.feature) for one, entry in entries.items()}
    said = [
        (one, str(why), entries[one].asks, words.WHY[why], SETTLES[why].format(name=name)) for one, name in names.items() for why in Why
    ]
    spoken = pl.DataFrame(said, schema=["item", "code", "asks", "why", "settles"], orient="row")
    return rows.rename({"why": "code"}).join(spoken, on=["item", "code"])


def members(source: Source, together: pl.DataFrame) -> pl.DataFrame:
    """Who lived with a listed child, and when."""
    return _as_cases(source, together, ("subject_id", "case"), ("member", "member"))


def lives(source: Source, together: pl.DataFrame, life: pl.DataFrame) -> pl.DataFrame:
    """Facts about a listed child, and about others while they lived with it."""
    stretches = together.select("subject_id", "member", "from_on", "until_on")
    facts = life.rename({"subject_id": "member"}).join(stretches, on="member")
    while_together = (pl.col("day") >= pl.col("from_on")) & (pl.col("until_on").is_null() | (pl.col("day") < pl.col("until_on")))
    kept = facts.filter(while_together | (pl.col("member") == pl.col("subject_id"))).with_columns(happened_on="day", value="said")
    return _as_cases(source, kept, ("subject_id", "case"), ("member", "member"))


def coverage(source: Source) -> pl.DataFrame:
    """When each source could have shown something about a listed child, up to the day."""
    day = pl.lit(source.view.as_of)
    spells = source.view.coverage.filter(pl.col("from_on") < day).with_columns(until_on=pl.min_horizontal("until_on", day))
    listed = spells.join(source.view.children.select("subject_id"), on="subject_id", how="semi")
    return _as_cases(source, _named(source, listed), ("subject_id", "case"))


def _life_events(source: Source, together: pl.DataFrame) -> pl.DataFrame:
    return source.view.facts("*", subjects=together["member"].unique())


def _entry_lines(source: Source, one: str, lines: pl.DataFrame, life: pl.DataFrame) -> pl.DataFrame:
    entry = source.criteria.by_id[one]
    found = evidence.facts(source.view, entry.feature, life) if lines.height else pl.DataFrame(schema=FACTS)
    allowed = evidence.cleared(entry.feature, source.view.permit)
    said = [entry.feature.found(value) if allowed else WITHHELD for value in lines["value"]]
    worded = lines.with_columns(asks=pl.lit(entry.asks), in_words=pl.Series(said, dtype=pl.String))
    joined = worded.join(found.rename({"subject_id": "casework_id"}), on="casework_id", how="left", maintain_order="left")
    return _named(
        source,
        joined.with_columns(
            pl.coalesce("found", "in_words").alias("found"), pl.col("source").fill_null(_first_source(source, entry.feature))
        ),
    )


def _first_source(source: Source, feature: Feature) -> str:
    """The source that a feature is about: the first that its rule says it reads."""
    if feature.reads:
        return feature.reads[0].partition(".")[0]
    return min(name for name, _ in items_read(feature, source.register))


def _sources_in_words(source: Source, feature: Feature) -> str:
    """The source that its rule is about, or every source that could tell it: 「国保医療レセプト・小児医療レセプト」."""
    read = sorted({name for name, _ in items_read(feature, source.register)})
    names = [_first_source(source, feature)] if feature.reads else read
    return "・".join(source.register.source(name).name for name in names)


def _named(source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    names = {one.id: one.name for one in source.register.sources.values()}
    return frame.with_columns(source_name=pl.col("source").replace(names))


def _as_cases(source: Source, frame: pl.DataFrame, *renamed: tuple[str, str]) -> pl.DataFrame:
    """The frame with subject ids replaced by case pseudonyms, `(column, its new name)` each."""
    for column, name in renamed:
        known = source.cases.select(subject_id_="subject_id", case_="case")
        frame = frame.join(known, left_on=column, right_on="subject_id_").drop(column).rename({"case_": name})
    return frame
