"""What 続柄 says of generations: 「子の妻」 is one below the head, 「妻の母」 one above.

Reads 続柄 as written. The register writes relations from the head of the household, in steps joined by 「の」.
"""

import unicodedata

SPOUSES = frozenset({"妻", "夫", "妻(未届)", "夫(未届)"})
UNMARRIED = frozenset({"妻(未届)", "夫(未届)"})
CHILDREN = frozenset({"子", "長男", "長女", "二男", "二女", "三男", "三女", "養子", "養女"})
PARENTS = frozenset({"父", "母", "養父", "養母"})
LEVELS = {"孫": 2, "曾孫": 3, "祖父": -2, "祖母": -2}
HEAD = "世帯主"

Path = tuple[str, ...]


def path(relation: str | None) -> Path:
    """The steps from the head: 「世帯主」 → (), 「子の妻」 → ("子", "妻"). One kind of brackets, no spaces."""
    word = unicodedata.normalize("NFKC", relation or "").replace(" ", "")
    if word in {HEAD, "本人"}:
        return ()
    return tuple("子" if step in CHILDREN else step for step in word.split("の")) if word else ("?",)


def level(steps: Path) -> int:
    """Generations below the head; above it, negative. What we do not know stands beside the head."""
    return sum(1 if step in CHILDREN else -1 if step in PARENTS else LEVELS.get(step, 0) for step in steps)
