"""What a person is to the head, from kinship."""

import pytest

from sukoyaka.city.relations import WORDS, Kin, relation

# index: 0 mother, 1 her partner, 2 her child, 3 child of both, 4 her father, 5 stranger, 6 wife of the child
FEMALE = [True, False, True, False, False, True, True]
BIRTH = [0, 0, 9000, 10000, -9000, 0, 9000]


def family(married: bool, declared: bool = True) -> Kin:
    kin = Kin()
    for mother, father in ((-1, 4), (-1, -1), (0, -1), (0, 1), (-1, -1), (-1, -1), (-1, -1)):
        kin.add(mother, father)
    kin.pair(0, 1, married, declared)
    return kin


@pytest.mark.parametrize(
    ("married", "declared", "head", "words"),
    [
        (True, True, 1, ["妻", "世帯主", "妻の子", "子", "妻の父", "縁故者"]),
        (False, True, 1, ["妻（未届）", "世帯主", "妻（未届）の子", "子", "縁故者", "縁故者"]),
        (False, False, 1, ["同居人", "世帯主", "同居人の子", "子", "縁故者", "縁故者"]),
        (True, True, 0, ["世帯主", "夫", "子", "子", "父", "縁故者"]),
        (True, True, 4, ["子", "子の夫", "子の子", "子の子", "世帯主", "縁故者"]),
        (True, True, 2, ["母", "縁故者", "世帯主", "弟", "縁故者", "縁故者"]),
    ],
)
def test_relation(married: bool, declared: bool, head: int, words: list[str]) -> None:
    kin = family(married, declared)
    assert [WORDS[relation(kin, FEMALE, BIRTH, head, p)] for p in range(6)] == words
