"""What 続柄 says: who is the mother, who is a step-parent or an unmarried partner, who is of the grandparents' generation.

Reads 続柄 as written, returns expressions. The register writes relations to the head of the household, up to four steps;
the words stand here as tables, so that a clerk can check them.
"""

from collections.abc import Mapping

import polars as pl

# 続柄 of the child → 続柄 of the woman who is its mother. "妻の子" of a male head: his wife is the mother.
MOTHER_OF = {
    "子": ("世帯主", "妻", "妻(未届)"),
    "妻の子": ("妻",),
    "妻(未届)の子": ("妻(未届)",),
    "同居人の子": ("同居人",),
    "子の子": ("子", "子の妻"),
}
MOTHERHOOD = (14 * 12, 50 * 12)  # months of age at the birth in which a woman can be the mother

# 続柄 of the child → 続柄 of those who raise it, as the register sees it.
CARER_OF = {
    "子": ("世帯主", "妻", "夫", "妻(未届)", "夫(未届)"),
    "妻の子": ("世帯主", "妻"),
    "夫の子": ("世帯主", "夫"),
    "妻(未届)の子": ("世帯主", "妻(未届)"),
    "夫(未届)の子": ("世帯主", "夫(未届)"),
    "同居人の子": ("同居人",),
    "子の子": ("子", "子の妻", "子の夫"),
}

UNMARRIED_PARTNER = ("妻(未届)", "夫(未届)", "同居人")  # an adult who is not registered as a relative
STEP_CHILD = ("妻の子", "夫の子", "妻(未届)の子", "夫(未届)の子", "同居人の子")
GRANDPARENT = ("父", "母", "妻の父", "妻の母", "夫の父", "夫の母", "祖父", "祖母")


def folded(column: str) -> pl.Expr:
    """続柄 with one kind of brackets and without spaces: 妻（未届） and 妻(未届) are the same."""
    return pl.col(column).str.normalize("NFKC").str.replace_all(r"\s", "")


def could_be_mother() -> pl.Expr:
    """Whether 続柄, sex, household and age allow the member to be the child's mother."""
    return (_pairs(MOTHER_OF) & (pl.col("sex") == "female") & pl.col("same_household") & of_an_age()).fill_null(False)


def mother_of_child() -> pl.Expr:
    """Whether the member is the child's mother; false for all of a household in which two women could be."""
    return could_be_mother() & (could_be_mother().sum().over("subject_id") == 1)


def of_an_age() -> pl.Expr:
    """Whether the member was of an age to be the mother when the child was born."""
    return pl.col("gap").is_between(*MOTHERHOOD)


def cannot_be_parent() -> pl.Expr:
    """Whether 続柄 puts the member into another generation than the child's parents: a sibling or a grandparent."""
    sibling = (pl.col("relation") == pl.col("child_relation")) & pl.col("child_relation").is_in(list(MOTHER_OF))
    return (sibling | pl.col("relation").is_in(GRANDPARENT)).fill_null(False)


def raises_the_child() -> pl.Expr:
    """Whether 続柄 says that the member raises the child."""
    return _pairs(CARER_OF).fill_null(False)


def _pairs(table: Mapping[str, tuple[str, ...]]) -> pl.Expr:
    return pl.any_horizontal(
        (pl.col("child_relation") == of_child) & pl.col("relation").is_in(of_member) for of_child, of_member in table.items()
    )
