"""From values to points: which degree of which item a child reaches, and what the caps of the domains take off again.

Reads feature values and criteria, returns long frames. The points of a child sum to its score exactly, caps included.
"""

import polars as pl

from sukoyaka.hub.features.values import State
from sukoyaka.hub.screening.criteria import Criteria, Domain, Entry

REASONS = pl.Schema(
    {"subject_id": pl.Int64, "item": pl.String, "value": pl.Float64, "points": pl.Int32, "red_flag": pl.Boolean, "domain": pl.String}
)
UNKNOWNS = pl.Schema({"subject_id": pl.Int64, "item": pl.String, "why": pl.String})
CAP = "cap:"  # item id of what a cap takes off: "cap:成長・健康"


def reasons(values: pl.DataFrame, children: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """One row per child and entry that counted, and per cap that took effect. `children` has `subject_id, months`."""
    items = pl.concat([pl.DataFrame(schema=REASONS), *(_reached(values, item) for item in criteria.items)])
    flags = pl.concat([pl.DataFrame(schema=REASONS), *(_raised(values, children, flag, criteria) for flag in criteria.red_flags)])
    caps = pl.concat([pl.DataFrame(schema=REASONS), *(_capped(items, domain) for domain in criteria.domains.values())])
    return pl.concat([items, flags, caps]).sort("subject_id", "red_flag", "points", "item", descending=[False, True, True, False])


def unknowns(values: pl.DataFrame, criteria: Criteria) -> pl.DataFrame:
    """One row per child and entry that could not be known. Unknown is not no: it adds nothing and takes nothing away."""
    hidden = values.filter(pl.col("state") == State.NOT_OBSERVABLE)
    asked = pl.DataFrame([(entry.id, entry.feature.name) for entry in criteria.entries], schema=["item", "feature"], orient="row")
    return hidden.join(asked, on="feature").select(UNKNOWNS.names()).cast(UNKNOWNS).sort("subject_id", "item")


def _reached(values: pl.DataFrame, item: Entry) -> pl.DataFrame:
    """Children who reach a degree of the item, with the points of the gravest one."""
    points = pl.lit(None, pl.Int32)
    for degree in item.degrees:
        holds = pl.col("value") < degree.bound if item.falls else pl.col("value") >= degree.bound
        points = pl.when(holds).then(pl.lit(degree.points, pl.Int32)).otherwise(points)
    told = _told(values, item.feature.name).with_columns(points=points).filter(pl.col("points").is_not_null())
    return _lines(told, item.id, red_flag=False, domain=item.domain)


def _raised(values: pl.DataFrame, children: pl.DataFrame, flag: Entry, criteria: Criteria) -> pl.DataFrame:
    """Children for whom the red flag is raised; under four years less may be enough."""
    enough = pl.lit(flag.degrees[0].bound)
    if flag.under_four is not None:
        enough = pl.when(pl.col("months") < criteria.under_four_months).then(pl.lit(flag.under_four)).otherwise(enough)
    told = _told(values, flag.feature.name).join(children.select("subject_id", "months"), on="subject_id")
    return _lines(told.filter(pl.col("value") >= enough).with_columns(points=0), flag.id, red_flag=True, domain=flag.domain)


def _capped(items: pl.DataFrame, domain: Domain) -> pl.DataFrame:
    """What the cap of a domain takes off, as a line of its own."""
    total = items.filter(pl.col("domain") == domain.id).group_by("subject_id").agg(pl.col("points").sum())
    beyond = pl.col("points") > domain.cap if domain.cap > 0 else pl.col("points") < domain.cap
    over = total.filter(beyond).with_columns(points=domain.cap - pl.col("points"), value=pl.lit(None, pl.Float64))
    return _lines(over, f"{CAP}{domain.id}", red_flag=False, domain=domain.id)


def _told(values: pl.DataFrame, feature: str) -> pl.DataFrame:
    return values.filter(pl.col("feature") == feature, pl.col("state") != State.NOT_OBSERVABLE, pl.col("value").is_not_null())


def _lines(frame: pl.DataFrame, item: str, *, red_flag: bool, domain: str) -> pl.DataFrame:
    named = frame.with_columns(item=pl.lit(item), red_flag=pl.lit(red_flag), domain=pl.lit(domain))
    return named.select(REASONS.names()).cast(REASONS)
