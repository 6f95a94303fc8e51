"""Facts in Japanese: what an event is called, and its value with unit or as the register's labels say it.

Reads codes and the register, returns expressions. Why from the register: a clerk can correct a word in one place.
"""

from collections.abc import Mapping

import polars as pl

from sukoyaka.engine.question import Selection
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Item, ItemType, Source
from sukoyaka.hub.features.values import Why

WHY = {
    Why.NOT_COVERED: "この期間にこの情報が届く範囲にいなかった（保険の加入や転入の時期による）",
    Why.NOT_YET_HERE: "対象の時期に市内に住んでいなかった",
    Why.NOT_MEASURED: "計測値や回答の記録がない（足りない）",
    Why.NOT_DETERMINABLE: "続柄からは決められない",
    Why.HELD_BACK: "記録に不備があり保留中の行がある（訂正されるまで「ない」とは言えない）",
}
UNITS = {"week": "週", "g": "g", "cm": "cm", "kg": "kg"}


def spoken(events: pl.DataFrame, codes: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """Events with `label, strand, said, source_name` added; `said` is empty where there is no value."""
    worded = events.join(codes.select("code", "label", "strand", "unit"), on="code", how="left", maintain_order="left")
    worded = worded.join(_text_words(events, permit), on=["code", "text_value"], how="left", maintain_order="left")
    number = pl.col("numeric_value").cast(pl.Float64).round(2).cast(pl.String).str.strip_suffix(".0")
    measured = pl.format("{}{}", number, pl.col("unit").replace(UNITS).fill_null(""))
    said = pl.coalesce("text_words", pl.when(pl.col("numeric_value").is_not_null()).then(measured), "text_value")
    return named_sources(worded, permit).with_columns(
        pl.col("label").fill_null(pl.col("code")), pl.col("strand").fill_null("life"), said=said
    )


def named_sources(facts: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """With `source_name`: the source as the register calls it."""
    names = {source.id: source.name for source in permit.register.sources.values()}
    return facts.with_columns(source_name=pl.col("source").replace(names))


def label_and_value() -> pl.Expr:
    """「健診の判定: 要紹介」, or the label alone."""
    return pl.when(pl.col("said").is_not_null()).then(pl.format("{}: {}", "label", "said")).otherwise(pl.col("label"))


def _text_words(events: pl.DataFrame, permit: Permit) -> pl.DataFrame:
    """`code, text_value, text_words` for every pair that occurs."""
    pairs = events.filter(pl.col("text_value").is_not_null()).select("code", "text_value", "source").unique()
    tables = {code: _labels(code, source, permit) for code, source in pairs.select("code", "source").unique().iter_rows()}
    rows = [(code, text, tables[code].get(text, text)) for code, text in pairs.select("code", "text_value").unique().iter_rows()]
    return pl.DataFrame(rows, schema={"code": pl.String, "text_value": pl.String, "text_words": pl.String}, orient="row")


def _labels(code: str, source_id: str, permit: Permit) -> Mapping[str, str]:
    """Words for the text values of a code, from the item whose code it is; a diagnosis says how certain it is."""
    if source_id not in permit.register.sources:
        return {}
    source = permit.register.source(source_id)
    for item in permit.items(source):
        if item.code and _template(item.code).matches_code(code):
            return item.labels or _certainty(item, source)
    return {}


def _certainty(item: Item, source: Source) -> Mapping[str, str]:
    if item.type is not ItemType.DIAGNOSIS:
        return {}
    return next((other.labels for other in source.items if other.type is ItemType.CERTAINTY and other.labels), {})


def _template(code: str) -> Selection:
    return Selection(("/".join("*" if step.startswith("{") else step for step in code.split("/")),))
