"""Whose facts count for a child: itself, its household, those who live with it, its siblings, its mother.

Reads a view, returns pairs of a child and a person.
"""

from collections.abc import Collection, Mapping

import polars as pl

from sukoyaka.hub.features.households import UNDER_AGE
from sukoyaka.hub.features.language import Scope
from sukoyaka.hub.features.view import View


def members_of(view: View, scope: Scope) -> pl.DataFrame:
    """`subject_id, member`: whose facts count for a child in this scope."""
    if scope is Scope.CHILD:
        return view.children.select("subject_id", member="subject_id")
    if scope is Scope.HOUSEHOLD:
        others = view.members.filter("same_household").select("subject_id", "member")
        return pl.concat([members_of(view, Scope.CHILD), others]).sort("subject_id", "member")
    if scope is Scope.CO_RESIDENTS:
        return view.members.select("subject_id", "member")
    if scope is Scope.SIBLINGS:
        return view.members.filter(pl.col("same_household"), pl.col("months") < UNDER_AGE).select("subject_id", "member")
    return _mothers_or_adults(view)


def roles(view: View, scopes: Collection[Scope]) -> tuple[pl.DataFrame, Mapping[Scope, frozenset[int]]]:
    """`subject_id, member, role`, once per pair, and the roles that a scope is made of.

    A role is a number for the scopes in which a person counts: a sibling counts in the household too, and is read once.
    """
    order = [scope for scope in Scope if scope in scopes]
    each = [members_of(view, scope).select("subject_id", "member", role=pl.lit(1 << bit, pl.Int64)) for bit, scope in enumerate(order)]
    pairs = pl.concat(each).unique().group_by("subject_id", "member").agg(pl.col("role").sum()).sort("subject_id", "member")
    found = pairs["role"].unique().to_list()
    return pairs, {scope: frozenset(role for role in found if role >> bit & 1) for bit, scope in enumerate(order)}


SELF, MOTHER_ELSEWHERE = "本人", "母"


def related(view: View) -> pl.DataFrame:
    """`member, whose`: whoever may count for the one child of a view, with 続柄 to the head of the household."""
    own = view.children.select(member="subject_id", whose=pl.lit(SELF))
    together = view.members.select("member", whose=pl.format("同居者（{}）", "relation"))
    mothers = view.mothers.select(member="mother", whose=pl.lit(MOTHER_ELSEWHERE))
    return pl.concat([own, together, mothers]).unique("member", keep="first", maintain_order=True)


def _mothers_or_adults(view: View) -> pl.DataFrame:
    """The mother who lives with the child; where it is not known who she is, or she lives elsewhere, every adult who does."""
    mothers = view.mothers.select("subject_id", member="mother", is_her=pl.lit(True))
    together = view.members.select("subject_id", "member", "months").join(mothers, on=["subject_id", "member"], how="left")
    her = pl.col("is_her").fill_null(False)
    chosen = pl.when(her.any().over("subject_id")).then(her).otherwise(pl.col("months") >= UNDER_AGE)
    return together.filter(chosen).select("subject_id", "member")
