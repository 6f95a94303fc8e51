"""A person's record as match keys: names in two parts and two spellings, birth date, sex, dwelling.

Reads raw texts of a table, gives key columns. A name without a space is cut where the register knows the family name; parts in the
wrong order are exchanged, where the register knows both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain

import polars as pl

from sukoyaka.terminal.resolve import fold
from sukoyaka.terminal.resolve.fold import fold_kana, fold_kanji

KEYS = ("family_kana", "given_kana", "family_name", "given_name", "birth", "sex", "place", "lot", "town")
_CITY = r"^(?:\D{2,3}?[都道府県])?\D{1,5}?市"
FOLDS = {"kana": fold_kana, "name": fold_kanji}


@dataclass(frozen=True)
class Vocabulary:
    """Family and given names that the register knows, as keys, by spelling."""

    family: Mapping[str, frozenset[str]]
    given: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, keyed: pl.DataFrame) -> "Vocabulary":
        """From the keys of the register."""
        return cls(
            {spelling: frozenset(keyed[f"family_{spelling}"].drop_nulls().unique()) for spelling in FOLDS},
            {spelling: frozenset(keyed[f"given_{spelling}"].drop_nulls().unique()) for spelling in FOLDS},
        )


def keys(rows: pl.DataFrame, columns: Mapping[str, str], known: Vocabulary | None = None) -> pl.DataFrame:
    """Key columns of `rows`, in their order. `columns` says which column is name, kana, birth_date, sex, address, building.

    Birth dates are dates. What the table lacks is null. With `known` names are cut and put in order by the register's vocabulary.
    """
    parts = [_parts(rows[columns[spelling]], spelling, known) for spelling in FOLDS if spelling in columns]
    made = pl.concat(parts, how="horizontal") if parts else pl.DataFrame()
    plain = {
        "birth": rows[columns["birth_date"]].dt.strftime("%Y%m%d") if "birth_date" in columns else None,
        "sex": rows[columns["sex"]] if "sex" in columns else None,
        **(_place(rows, columns) if "address" in columns else {}),
    }
    made = made.with_columns(column.alias(name) for name, column in plain.items() if column is not None)
    return made.with_columns(pl.lit(None, dtype=pl.String).alias(key) for key in KEYS if key not in made.columns).select(KEYS)


def _parts(column: pl.Series, spelling: str, known: Vocabulary | None) -> pl.DataFrame:
    """family_… and given_… of each row; a name that cannot be cut stands whole in the family's place."""
    key = FOLDS[spelling]
    text = pl.col("raw").str.strip_chars()
    spaced = (
        column.alias("raw").to_frame().select("raw", family=text.str.extract(r"^(\S+)\s+\S", 1), given=text.str.extract(r"^\S+\s+(.+)$", 1))
    )
    folded = pl.DataFrame({"family": key(spaced["family"].fill_null(spaced["raw"])), "given": key(spaced["given"])})
    if known:
        folded = _ordered(_cut(folded, known.family[spelling], known.given[spelling]), known.family[spelling], known.given[spelling])
    return folded.select(pl.col("family").alias(f"family_{spelling}"), pl.col("given").alias(f"given_{spelling}"))


def _cut(folded: pl.DataFrame, families: frozenset[str], givens: frozenset[str]) -> pl.DataFrame:
    """Names without a space, cut by what the register knows."""
    whole = folded.filter(pl.col("given").is_null() & pl.col("family").is_not_null())["family"].unique()
    halves = [(text, *_halves(text, families, givens)) for text in whole]
    table = pl.DataFrame(halves, schema={"family": pl.String, "f": pl.String, "g": pl.String}, orient="row")
    return folded.join(table, on="family", how="left", maintain_order="left").select(
        family=pl.when(pl.col("given").is_null() & pl.col("f").is_not_null()).then("f").otherwise("family"),
        given=pl.coalesce("given", "g"),
    )


def _halves(text: str, families: frozenset[str], givens: frozenset[str]) -> tuple[str | None, str | None]:
    """Where to cut: two known names, the two exchanged, a known family name in front, a known given name behind; the longest first."""
    cuts = [(text[:at], text[at:]) for at in range(len(text) - 1, 0, -1)]
    both = ((a, b) for a, b in cuts if a in families and b in givens)
    exchanged = ((b, a) for a, b in cuts if a in givens and b in families)
    front = ((a, b) for a, b in cuts if a in families)
    behind = ((a, b) for a, b in reversed(cuts) if len(b) > 1 and b in givens)
    return next(chain(both, exchanged, front, behind), (None, None))


def _ordered(folded: pl.DataFrame, families: frozenset[str], givens: frozenset[str]) -> pl.DataFrame:
    """タロウ ヤマダ → ヤマダ タロウ: only where the register knows both the other way round, and neither as written."""
    family, given = pl.col("family"), pl.col("given")
    table = [list(families), list(givens)]
    backwards = given.is_in(table[0]) & family.is_in(table[1]) & ~family.is_in(table[0]) & ~given.is_in(table[1])
    return folded.select(
        family=pl.when(backwards).then("given").otherwise("family"), given=pl.when(backwards).then("family").otherwise("given")
    )


def _place(rows: pl.DataFrame, columns: Mapping[str, str]) -> dict[str, pl.Series]:
    """place: with the building; lot: without; town: up to the first figure. Prefecture and city are left out, as many do."""
    raw = rows[columns["address"]].alias("raw")
    known = raw.drop_nulls().unique().to_frame().with_columns(address=pl.col("raw").str.replace(_CITY, ""))
    known = known.with_columns(lot=fold.address(pl.col("address"))).with_columns(pl.when(pl.col("lot") != "").then("lot"))
    known = known.with_columns(town=pl.col("lot").str.extract(r"^(\D+(?:\d+-)?)", 1))
    found = raw.to_frame().join(known, on="raw", how="left", maintain_order="left")
    room = (
        fold.fold_address(rows[columns["building"]]) if "building" in columns else pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    )
    # no fold reaches across the bar between lot and room
    whole = pl.concat_str(pl.col("lot").fill_null(""), room.fill_null(""), separator="|")
    place = found.select(pl.when(pl.col("address") != "").then(whole)).to_series()
    return {"place": place, "lot": found["lot"], "town": found["town"]}
