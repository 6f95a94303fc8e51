"""From scores to the two lists: red flags first and outside any capacity, then by score, then a random sample to learn from.

Reads scores, returns places. Equal children are ordered by a keyed hash, never by an id, so that no family is always last.
"""

import hashlib
from collections.abc import Mapping

import polars as pl

from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.records.findings import SelectedBy, Tier

ORDER = ("red_flag", "score", "fine", "items_known", "lot")
DESCENDING = (True, True, True, True, False)  # more red flags, more points, a model's unrounded weight, fewer unknowns, then the lot


def draw(scored: pl.DataFrame, criteria: Criteria, run_id: str) -> pl.DataFrame:
    """Adds `tier, rank, selected_by, propensity`. `scored` has `subject_id, person, score, red_flag, flag_tier, items_known`."""
    fine = pl.col("fine") if "fine" in scored.columns else pl.lit(0.0).alias("fine")  # criteria without a model have none
    lots = scored.with_columns(fine, lot=_lots(scored["person"], run_id, "order"), audit_lot=_lots(scored["person"], run_id, "audit"))
    ordered = lots.sort(*ORDER, descending=list(DESCENDING))
    placed = _by_score(_by_flag(ordered), criteria)
    audited = _by_audit(placed, criteria)
    rank = pl.when(pl.col("tier").is_not_null()).then(pl.int_range(1, pl.len() + 1).over("tier"))
    return audited.with_columns(rank=rank.cast(pl.Int32))


def _by_flag(ordered: pl.DataFrame) -> pl.DataFrame:
    flagged = pl.col("flag_tier").is_not_null()
    return ordered.with_columns(tier="flag_tier", selected_by=pl.when(flagged).then(pl.lit(SelectedBy.RED_FLAG)))


def _by_score(ordered: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """Fills each list up to its places with those not yet on one, in order, from the threshold on."""
    placed = ordered
    for tier in Tier:
        capacity = criteria.lists[tier]
        taken = placed.filter(pl.col("tier") == tier).height
        left = max(capacity.places(placed.height) - taken - audit_places(placed.height, criteria, tier), 0)
        open_to = pl.col("tier").is_null() & (pl.col("score") >= capacity.threshold)
        chosen = open_to & (open_to.cum_sum() <= left)
        placed = placed.with_columns(
            selected_by=pl.when(chosen).then(pl.lit(SelectedBy.SCORE)).otherwise(pl.col("selected_by")),
            tier=pl.when(chosen).then(pl.lit(tier)).otherwise(pl.col("tier")),
        )
    return placed


def _by_audit(placed: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """A random sample of those on no list, each with the same known probability."""
    rest = placed.filter(pl.col("tier").is_null())
    size = min(audit_places(placed.height, criteria, Tier.AT_RISK), rest.height)
    sample = rest.sort("audit_lot").head(size)["subject_id"]
    chosen = pl.col("subject_id").is_in(sample.implode())
    share = size / rest.height if rest.height else 0.0
    return placed.with_columns(
        propensity=pl.when(pl.col("tier").is_null()).then(pl.lit(share)).otherwise(pl.lit(1.0)),
        selected_by=pl.when(chosen).then(pl.lit(SelectedBy.AUDIT)).otherwise(pl.col("selected_by")),
        tier=pl.when(chosen).then(pl.lit(Tier.AT_RISK)).otherwise(pl.col("tier")),
    )


def audit_places(population: int, criteria: Criteria, tier: Tier) -> int:
    """Places of a list that are drawn by lot."""
    if tier is not Tier.AT_RISK or not criteria.audit_share:
        return 0
    return max(1, round(criteria.lists[Tier.AT_RISK].places(population) * criteria.audit_share))


def _lots(people: pl.Series, run_id: str, use: str) -> pl.Series:
    key = hashlib.sha256(f"{run_id}:{use}".encode()).digest()
    return pl.Series([hashlib.blake2b(person.encode(), key=key, digest_size=16).hexdigest() for person in people], dtype=pl.String)


def sizes(determination: pl.DataFrame) -> Mapping[str, int]:
    """How many children are on each list."""
    return {str(tier): determination.filter(pl.col("tier") == tier).height for tier in Tier}
