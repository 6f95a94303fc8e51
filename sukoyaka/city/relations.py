"""続柄: what a person is to the head of the household, from kinship, as the register writes it.

Reads and writes nothing. Why: a head changes, kinship does not; deriving the word keeps the rows of a family consistent.
"""

from array import array
from collections.abc import Sequence

NOBODY = -1
WORDS = (
    "世帯主", "夫", "妻", "夫（未届）", "妻（未届）", "同居人", "子", "夫の子", "妻の子", "夫（未届）の子", "妻（未届）の子", "同居人の子",
    "父", "母", "夫の父", "妻の父", "夫の母", "妻の母", "子の子", "子の妻", "子の夫", "兄", "弟", "姉", "妹", "縁故者",
)  # fmt: skip
AT = {word: index for index, word in enumerate(WORDS)}


class Kin:
    """Who is whose parent and partner, inside and outside the city's households."""

    def __init__(self) -> None:
        self.mother = array("i")
        self.father = array("i")
        self.partner = array("i")
        self.married = array("b")
        self.declared = array("b")  # an unmarried partner written as 未届; 同居人 otherwise

    def add(self, mother: int, father: int) -> None:
        """A person with these parents and no partner."""
        self.mother.append(mother)
        self.father.append(father)
        self.partner.append(NOBODY)
        self.married.append(False)
        self.declared.append(True)

    def pair(self, one: int, other: int, married: bool, declared: bool = True) -> None:
        """Two become partners."""
        for a, b in ((one, other), (other, one)):
            self.partner[a], self.married[a], self.declared[a] = b, married, declared

    def part(self, person: int) -> None:
        """Two are partners no more."""
        other = self.partner[person]
        for a in (person, other):
            if a != NOBODY:
                self.partner[a], self.married[a] = NOBODY, False

    def child_of(self, person: int, parent: int) -> bool:
        """Whether the person is a child of the parent."""
        return parent != NOBODY and parent in (self.mother[person], self.father[person])

    def parents(self, person: int) -> tuple[int, int]:
        """Mother and father, or NOBODY."""
        return self.mother[person], self.father[person]


def relation(kin: Kin, female: Sequence[int], birth: Sequence[int], head: int, person: int) -> int:
    """Index in WORDS of the person's relation to the head."""
    if person == head:
        return AT["世帯主"]
    partner = kin.partner[head]
    if person == partner:
        return AT[_partner(kin, female[person], head)]
    if kin.child_of(person, head):
        return AT["子"]
    if kin.child_of(person, partner):
        return AT[f"{_partner(kin, female[partner], head)}の子"]
    return AT[_older_or_wider(kin, female, birth, head, person)]


def _partner(kin: Kin, is_female: int, head: int) -> str:
    word = "妻" if is_female else "夫"
    if kin.married[head]:
        return word
    return f"{word}（未届）" if kin.declared[head] else "同居人"


def _older_or_wider(kin: Kin, female: Sequence[int], birth: Sequence[int], head: int, person: int) -> str:
    partner = kin.partner[head]
    parent = "母" if female[person] else "父"
    if kin.child_of(head, person):
        return parent
    if partner != NOBODY and kin.married[head] and kin.child_of(partner, person):
        return f"{'妻' if female[partner] else '夫'}の{parent}"
    if any(kin.child_of(p, head) for p in kin.parents(person) if p != NOBODY):
        return "子の子"
    spouse = kin.partner[person]
    if spouse != NOBODY and kin.married[person] and kin.child_of(spouse, head):
        return f"子の{'妻' if female[person] else '夫'}"
    shared = {p for p in kin.parents(person) if p != NOBODY} & set(kin.parents(head))
    if shared:
        older = birth[person] < birth[head]
        return ("姉" if older else "妹") if female[person] else ("兄" if older else "弟")
    return "縁故者"
