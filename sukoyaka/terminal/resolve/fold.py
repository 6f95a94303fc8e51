"""Match keys: what two spellings of the same name, card or address have in common. Keys only: the raw text is never changed.

NFKC and even NFC turn name kanji into others, so a folded text is compared and thrown away, never shown or delivered.
"""

import re
import unicodedata
from collections.abc import Callable

import jaconv
import polars as pl

from sukoyaka.terminal.read.distinct import over_distinct

_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_SOUNDS = str.maketrans({"ヲ": "オ", "ヂ": "ジ", "ヅ": "ズ", "ヴ": "ブ"})
_KANJI = str.maketrans("髙﨑邊邉齋齊斎澤濱廣國眞德冨櫻島嶋嶌", "高崎辺辺斉斉斉沢浜広国真徳富桜島島島")
_CHOME = re.compile("([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)丁目")
_DIGITS = "〇一二三四五六七八九"
_DROPPED = dict.fromkeys(map(ord, " \u3000・-‐–—−ーｰ'’.,、，．"))


def kana(text: str) -> str:
    """ｼﾖｳﾀ, ショウタ and しょうた are one key."""
    full = jaconv.hira2kata(unicodedata.normalize("NFKC", text)).translate(_SMALL).translate(_DROPPED)
    # A small kana made large may now join a voicing mark that stood behind it.
    return unicodedata.normalize("NFKC", full).translate(_SOUNDS).translate(_DROPPED).upper()


def kanji(text: str) -> str:
    """髙﨑 and 高崎 are one key."""
    return unicodedata.normalize("NFKC", text.translate(_KANJI)).translate(_KANJI).translate(_DROPPED).upper()


def card(text: str) -> str:
    """Full-width, padded and hyphenated numbers of insurance cards are one key."""
    return unicodedata.normalize("NFKC", text).translate(_DROPPED).lstrip("0").upper()


def address(text: str) -> str:
    """３丁目１２番地５, 3-12-5 and 三丁目12番5号 are nearly one key; what differs more stays two dwellings."""
    plain = _CHOME.sub(_chome, unicodedata.normalize("NFKC", text))
    for word in ("丁目", "番地の", "番地", "番", "号室", "号"):
        plain = plain.replace(word, "-")
    return "|".join(part.replace(" ", "").strip("-") for part in plain.replace("−", "-").replace("ー", "-").split("|"))


def _chome(written: re.Match[str]) -> str:
    """三丁目 → 3丁目, 十二丁目 → 12丁目; a 丁目 in figures stays as it is."""
    tens, ten, ones = written.groups()
    if not (tens or ten or ones):
        return "丁目"
    number = (_DIGITS.index(tens or "一") * 10 if ten else 0) + (_DIGITS.index(ones) if ones else _DIGITS.index(tens) if not ten else 0)
    return f"{number}丁目"


def _over(column: pl.Series, fold: Callable[[str], str]) -> pl.Series:
    """Keys of a column; null and blank have none."""
    return over_distinct(column, lambda text: fold(text) or None)


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
