"""Finding one child in the vault by what somebody said of it, without leafing through families.

A search names the child: the whole name, or the beginning of it with a birth date or an age. More than ten that fit are
counted and not shown.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sukoyaka.office.casework.permissions import Refused, check_allowed, check_reveal
from sukoyaka.office.casework.purposes import LookPurpose
from sukoyaka.office.casework.referral import past_day
from sukoyaka.office.casework.roles import Actor, Permission
from sukoyaka.office.vault.sealing import Identity
from sukoyaka.records.age import completed_months

MOST = 10  # children shown
SHORTEST = 2  # characters of a name
AGE_OFF = 12  # months by which an age that somebody guessed may be wrong
PURPOSES = (LookPurpose.EMERGENCY, LookPurpose.INTAKE)
_LARGE = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")


@dataclass(frozen=True)
class Wanted:
    """What is known of the child that is looked for."""

    name: str  # folded kanji or kana
    birth_date: date | None
    years: int | None  # about so old


@dataclass(frozen=True)
class Candidate:
    """A child of the vault that fits."""

    case: str
    identity: Identity


@dataclass(frozen=True)
class Result:
    """Children that fit; `too_many` says how many where they are not shown."""

    shown: tuple[Candidate, ...]
    too_many: int = 0


def fold(text: str) -> str:
    """A name as it is compared: one width, katakana, no blanks, no small kana, no bars. Never shown."""
    plain = unicodedata.normalize("NFKC", text)
    kana = "".join(chr(ord(sign) + 0x60) if "ぁ" <= sign <= "ゖ" else sign for sign in plain)
    return "".join(kana.split()).translate(_LARGE).replace("ー", "").upper()


def check_search(actor: Actor, purpose: str, reason: str, form: dict[str, str], today: date) -> Wanted:
    """What to look for, if this person may. Raises `Refused`."""
    check_allowed(actor, Permission.OPEN_CASE)
    if purpose not in PURPOSES:
        raise Refused("利用目的が選ばれていません", "・".join(one.label for one in PURPOSES), "利用目的を選んでください")
    check_reveal(actor, purpose, reason)
    name = fold(form["name"])
    if len(name) < SHORTEST:
        raise Refused("氏名かフリガナが短すぎます", f"{SHORTEST}文字以上", "聞いている氏名かフリガナを入れてください")
    birth = past_day(form["birth_date"], today, "生年月日") if form["birth_date"] else None
    return Wanted(name, birth, _years(form["years"]))


def _years(text: str) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == 1 and int(text) <= 6):
        raise Refused("年齢が読み取れません", "0〜6", "およその年齢を選んでください")
    return int(text)


def search(identities: Iterable[tuple[str, Identity]], wanted: Wanted, today: date) -> Result:
    """The preschool children that fit, by kana and birth date; none of them if there are more than ten."""
    found = [Candidate(case, one) for case, one in identities if is_preschool(one.birth_date, today) and fits(one, wanted, today)]
    if len(found) > MOST:
        return Result((), len(found))
    return Result(tuple(sorted(found, key=lambda one: (one.identity.kana or "", one.identity.birth_date, one.case))))


def fits(identity: Identity, wanted: Wanted, today: date) -> bool:
    """Whether a person may be the one who is meant."""
    if wanted.birth_date and identity.birth_date != wanted.birth_date:
        return False
    if wanted.years is not None and not _about(identity.birth_date, wanted.years, today):
        return False
    names = {fold(identity.name or ""), fold(identity.kana or "")} - {""}
    narrowed = wanted.birth_date is not None or wanted.years is not None
    return wanted.name in names or (narrowed and any(name.startswith(wanted.name) for name in names))


def _about(birth: date, years: int, today: date) -> bool:
    months = completed_months(birth, today)
    return 12 * years - AGE_OFF <= months < 12 * (years + 1) + AGE_OFF


def is_preschool(birth: date, on: date) -> bool:
    """Whether a child has not come to school age: that is the April 1st after it turns six (born on April 1st: the same day)."""
    school = date(birth.year + 6 + ((birth.month, birth.day) > (4, 1)), 4, 1)
    return birth <= on < school


def same(one: Identity, other: Identity) -> bool:
    """Whether two identities may be one child: the same birth date, and the same name or kana."""
    names = {fold(one.name or ""), fold(one.kana or "")} - {""}
    return one.birth_date == other.birth_date and bool(names & {fold(other.name or ""), fold(other.kana or "")})


def check_entered(form: dict[str, str], today: date) -> Identity:
    """The identity of a child that no delivery has named, as somebody entered it. Raises `Refused`."""
    name, kana = form["name"].strip()[:80], form["kana"].strip()[:80]
    if len(fold(name or kana)) < SHORTEST:
        raise Refused("氏名もフリガナも書かれていません", "", "わかっている氏名かフリガナを入れてください")
    birth = past_day(form["birth_date"], today, "生年月日")
    if not is_preschool(birth, today):
        raise Refused("就学前のこどもではありません", "就学前のこども", "生年月日を確かめてください。就学後のこどもは担当の窓口へ")
    if form["sex"] not in {"male", "female"}:
        raise Refused("性別が選ばれていません", "男・女", "選んでください")
    hidden = form["support_measure"] == "1"
    address = None if hidden else form["address"].strip()[:200] or None
    return Identity(name or None, kana or None, birth, form["sex"], None, address, hidden, None, today)
