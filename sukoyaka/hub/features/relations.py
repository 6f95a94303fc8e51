"""What 続柄 says: who is the mother, who is a step-parent or an unmarried partner, who is of the grandparents' generation.

Reads 続柄 as written, returns expressions. The register writes relations to the head of the household, up to four steps;
the words stand here as tables, so that a clerk can check them.
"""

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

UNMARRIED_PARTNER = ("妻(未届)", "夫(未届)", "同居人")  # an adult who is not registered as a relative
STEP_CHILD = ("妻の子", "夫の子", "妻(未届)の子", "夫(未届)の子", "同居人の子")
GRANDPARENT = ("父", "母", "妻の父", "妻の母", "夫の父", "夫の母", "祖父", "祖母")


def folded(column: str) -> pl.Expr:
    """続柄 with one kind of brackets and without spaces: 妻（未届） and 妻(未届) are the same."""
    return pl.col(column).str.normalize("NFKC").str.replace_all(r"\s", "")


def mother_of_child() -> pl.Expr:
    """Whether the member is the child's mother; false for all of a household in which two women could be."""
    fits = pl.any_horizontal(
        (pl.col("child_relation") == of_child) & pl.col("relation").is_in(of_mother) for of_child, of_mother in MOTHER_OF.items()
    )
    candidate = (fits & (pl.col("sex") == "female") & pl.col("same_household") & pl.col("gap").is_between(*MOTHERHOOD)).fill_null(False)
    return candidate & (candidate.sum().over("subject_id") == 1)
