"""Match keys: what two spellings of the same name, card or address have in common. Keys only: the raw text is never changed.

NFKC and even NFC turn name kanji into others, so a folded text is compared and thrown away, never shown or delivered.
Whole columns through their distinct values: half a million names take a fraction of a second.
"""

from collections.abc import Callable

import polars as pl

_HIRAGANA = {chr(code): chr(code + 0x60) for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_SMALL = dict(zip("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ", strict=True))
_SOUNDS = {"ヲ": "オ", "ヂ": "ジ", "ヅ": "ズ", "ヴ": "ブ"}
_VOICED = dict(zip("ガギグゲゴザジズゼゾダデドバビブベボパピプペポ", "カキクケコサシスセソタテトハヒフヘホハヒフヘホ", strict=True))
_KANJI = dict(zip("髙﨑邊邉齋齊斎澤濱廣國眞德冨櫻島嶋嶌", "高崎辺辺斉斉斉沢浜広国真徳富桜島島島", strict=True))
_DIGITS = "〇一二三四五六七八九"
_DROPPED = " \u3000・-‐–—−ー－ｰ'’.,、，．"
_WORDS = {"丁目": "-", "番地の": "-", "番地": "-", "番": "-", "号室": "-", "号": "-"}

Fold = Callable[[pl.Expr], pl.Expr]


def _chome() -> dict[str, str]:
    """三丁目 → 3丁目, 十二丁目 → 12丁目; the longest spelling is tried first."""
    written: dict[str, str] = {}
    for number in range(1, 100):
        tens, ones = divmod(number, 10)
        ten = ("" if tens < 2 else _DIGITS[tens]) + "十" if tens else ""
        written[f"{ten}{_DIGITS[ones] if ones else ''}丁目"] = f"{number}丁目"
        if tens == 1:
            written[f"一{ten}{_DIGITS[ones] if ones else ''}丁目"] = f"{number}丁目"
    return dict(sorted(written.items(), key=lambda pair: -len(pair[0])))


def kana(text: pl.Expr) -> pl.Expr:
    """ｼﾖｳﾀ, ショウタ and しょうた are one key."""
    full = _drop(text.str.normalize("NFKC").str.replace_many(_HIRAGANA).str.replace_many(_SMALL))
    # A small kana made large may now join a voicing mark that stood behind it.
    return _drop(full.str.normalize("NFKC").str.replace_many(_SOUNDS)).str.to_uppercase()


def kanji(text: pl.Expr) -> pl.Expr:
    """髙﨑 and 高崎 are one key."""
    return _drop(text.str.replace_many(_KANJI).str.normalize("NFKC").str.replace_many(_KANJI)).str.to_uppercase()


def card(text: pl.Expr) -> pl.Expr:
    """Full-width, padded and hyphenated numbers of insurance cards are one key."""
    return _drop(text.str.normalize("NFKC")).str.strip_chars_start("0").str.to_uppercase()


def address(text: pl.Expr) -> pl.Expr:
    """３丁目１２番地５, 3-12-5 and 三丁目12番5号 are nearly one key; what differs more stays two dwellings."""
    plain = text.str.normalize("NFKC").str.replace_many(_chome(), leftmost=True).str.replace_many(_WORDS, leftmost=True)
    hyphens = plain.str.replace_many(["−", "ー"], ["-", "-"]).str.replace_all(" ", "", literal=True)
    return hyphens.str.replace_all(r"-*\|-*", "|").str.strip_chars("-")


def _drop(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(_DROPPED), [""] * len(_DROPPED))


def _over(column: pl.Series, fold: Fold) -> pl.Series:
    """Keys of a column, in its order and under its name; null and blank have none."""
    distinct = pl.DataFrame({"text": column.drop_nulls().unique()}).with_columns(made=fold(pl.col("text")))
    table = distinct.with_columns(made=pl.when(pl.col("made") != "").then("made"))
    return column.rename("text").to_frame().join(table, on="text", how="left", maintain_order="left")["made"].alias(column.name)


def fold_kana(column: pl.Series) -> pl.Series:
    """Keys of a kana column."""
    return _over(column, kana)


def fold_kanji(column: pl.Series) -> pl.Series:
    """Keys of a name column."""
    return _over(column, kanji)


def fold_card(column: pl.Series) -> pl.Series:
    """Keys of a column of an insurance card."""
    return _over(column, card)


def fold_address(column: pl.Series) -> pl.Series:
    """Keys of addresses; the parts are separated by "|"."""
    return _over(column, address)


def unvoiced(key: pl.Expr) -> pl.Expr:
    """Folded kana without voicing marks: スズキ and ススキ, the slip of a pen or of a scan, are one key."""
    return key.str.replace_many(_VOICED)
