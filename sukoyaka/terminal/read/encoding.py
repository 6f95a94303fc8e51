"""Which encoding a file is in, by rule, not by guess: BOM → NUL pattern → escapes → strict UTF-8 → CP932 or EUC-JP.

Reads bytes, gives text. Why own rules: general detectors call half-width-kana CP932 an EBCDIC code page. A file that is not in
the encoding its holder declared is refused: a silently misread name cannot be mended later.
"""

import codecs
import re

import numpy as np

from sukoyaka.terminal.read.refusals import FileRefused

_NAMES = {
    "cp932": "CP932 (Windows-31J)",
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 with BOM",
    "utf-16": "UTF-16",
    "euc_jp": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP",
}
# Bytes that Python's cp932 passes without a word although no Japanese character stands behind them.
_SILENT = re.compile("[\x80-\x9f\uf8f0-\uf8f3]")
DAMAGE = re.compile("[\ufffd\x80-\x9f\uf8f0-\uf8f3]")
"""In a decoded text: a byte that is no character, or one that cp932 passes although it is none."""
_SILENT_OF_CP932 = "\x80\uf8f0\uf8f1\uf8f2\uf8f3"  # single bytes 80, A0, FD, FE, FF: all that it passes
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DAMAGE_ALLOWED = 0.001  # of the characters; where more is broken, it is another encoding
_HALF_KANA = re.compile("[\uff61-\uff9f]")


def detect(raw: bytes) -> str | None:
    """Python's name of the encoding, or None when the bytes are in none of those a city uses."""
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\x1b$" in raw or b"\x1b(" in raw:
        return "iso2022_jp"
    if _decodes(raw, "utf-8"):
        return "utf-8"
    candidates = [name for name in ("cp932", "euc_jp") if _decodes(raw, name)]
    if len(candidates) == 2:
        return min(candidates, key=lambda name: _oddness(raw.decode(name)))
    return candidates[0] if candidates else None


def undoubted(raw: bytes, declared: str) -> str | None:
    """The text of a file, or of whole lines of one, that is CP932 as declared, no other encoding, and undamaged.

    It is what `decode` gives; None only says that `decode` has to look closer.
    """
    if declared != "cp932" or raw.startswith(_MARKS) or b"\x1b" in raw:
        return None
    if raw.isascii():
        return raw.decode("ascii")
    if _decodes(raw, "utf-8") or _decodes(raw, "euc_jp"):
        return None
    try:
        text = raw.decode("cp932")
    except UnicodeDecodeError:
        return None
    return None if any(sign in text for sign in _SILENT_OF_CP932) else text


def is_undoubted(raw: bytes, declared: str) -> bool:
    """Whether `undoubted` would give a text, asked of the few bytes that decide it.

    In every encoding in question a byte below 0x80 begins a character, unless it comes right after one above: all others may be left out.
    """
    buffer = np.frombuffer(raw, np.uint8)
    high = buffer >= 0x80
    deciding = high.copy()
    deciding[1:] |= high[:-1]
    return not raw.startswith(_MARKS) and b"\x1b" not in raw and undoubted(buffer[deciding].tobytes(), declared) is not None


def as_utf8(raw: bytes, declared: str) -> bytes | None:
    """The same as UTF-8, of whole lines in CP932 or UTF-8 as declared, if beyond doubt. Whether UTF-8 is well formed is not asked."""
    if declared == "utf-8":
        doubtful = raw.startswith(_MARKS) or b"\x1b" in raw
        if not doubtful and (b"\xc2" in raw or b"\xef" in raw):  # what all damage begins with
            doubtful = DAMAGE.search(raw.decode("utf-8", errors="replace")) is not None
        return None if doubtful else raw
    text = undoubted(raw, declared)
    return None if text is None else text.encode()


def decode(raw: bytes, declared: str, file: str) -> str:
    """The text of a file in its declared encoding. Raises `FileRefused` when it is another one, or damaged all over.

    Single broken characters stay in it as `DAMAGE`, for the reader to hold back what they spoil.
    """
    found = detect(raw) or _damaged_cp932(raw)
    if not _compatible(found, declared, raw):
        raise FileRefused(
            f"{file} is in {_NAMES.get(found or '', 'no encoding that we know, or damaged')}",
            _NAMES.get(declared, declared),
            "export it again as the register declares, or have the register changed (L3-08)",
        )
    return raw.decode(declared, errors="replace")


def _damaged_cp932(raw: bytes) -> str | None:
    """A file that is CP932 but for a few bytes."""
    text = raw.decode("cp932", errors="replace")
    return "cp932" if text.count("\ufffd") <= max(2, len(text) * _DAMAGE_ALLOWED) else None


def _compatible(found: str | None, declared: str, raw: bytes) -> bool:
    if found == declared:
        return True
    return found == "utf-8" and raw.isascii() and declared in ("cp932", "euc_jp")


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _oddness(text: str) -> int:
    """EUC-JP read as CP932 yields swarms of half-width kana next to kanji; real text rarely mixes them without words."""
    return len(_HALF_KANA.findall(text)) + 10 * len(_SILENT.findall(text)) + 5 * sum(0xE000 <= ord(c) < 0xF8FF for c in text[:20000])
