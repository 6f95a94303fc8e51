"""What a form says of a child's minutes. A field that the form does not have stays as it was; no word is dropped.

Half a role is kept while the minutes are written: only approval asks for the whole.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sukoyaka.office.casework.meeting.blocks import TEXTS, Role
from sukoyaka.records.feedback import Decision

LONGEST = 6000  # characters of a text
SHORT = {"lead_organisation": 80, "lead_person": 80}
MOST_ROLES = 30


@dataclass(frozen=True)
class Written:
    """The minutes of one child."""

    texts: dict[str, str]
    decision: str
    next_review_on: date | None
    roles: tuple[Role, ...]

    @property
    def for_minutes(self) -> tuple[object, ...]:
        """Everything but the notes of the live screen, which are not part of the minutes."""
        texts = tuple(sorted(item for item in self.texts.items() if item[0] != "notes"))
        return texts, self.decision, self.next_review_on, self.roles


def from_form(form: Mapping[str, str], before: Written) -> Written:
    """The form over what was there before."""
    texts = {name: _text(form[name], SHORT.get(name, LONGEST)) if name in form else before.texts.get(name, "") for name in TEXTS}
    decision = form.get("decision", before.decision)
    return Written(
        texts=texts,
        decision=decision if decision in set(Decision) else "",
        next_review_on=day(form["next_review_on"]) if "next_review_on" in form else before.next_review_on,
        roles=_roles(form) if any(name.startswith("role-") for name in form) else before.roles,
    )


def _text(words: str, longest: int) -> str:
    return words.replace("\r\n", "\n").strip()[:longest]


def day(words: str) -> date | None:
    """An ISO day, or nothing."""
    try:
        return date.fromisoformat(words) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", words) else None
    except ValueError:
        return None


def _roles(form: Mapping[str, str]) -> tuple[Role, ...]:
    found = []
    for place in range(MOST_ROLES):
        organisation = _text(form.get(f"role-{place}-organisation", ""), 80)
        act, due = _text(form.get(f"role-{place}-act", ""), 200), day(form.get(f"role-{place}-due", ""))
        if organisation or act or due:
            found.append(Role(organisation, act, due))
    return tuple(found)


def differences(theirs: Written, mine: Written) -> list[str]:
    """Fields that two people wrote differently, in order."""
    texts = [name for name in TEXTS if theirs.texts.get(name, "") != mine.texts.get(name, "")]
    others = [name for name in ("decision", "next_review_on", "roles") if getattr(theirs, name) != getattr(mine, name)]
    return texts + others
