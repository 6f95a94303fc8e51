"""Generated moves: who lives where on a day depends on nothing that was reported later."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.hub.features.households import believed, homes

AS_OF = date(2024, 4, 1)
MOVES = st.lists(
    st.tuples(st.integers(-40, 400), st.integers(0, 60), st.integers(1, 3)), min_size=1, max_size=6, unique_by=lambda move: move[0]
)
SCHEMA = {
    "subject_id": pl.Int64,
    "household_id": pl.Int64,
    "from_on": pl.Date,
    "until_on": pl.Date,
    "known_on": pl.Date,
}
NOBODY = pl.DataFrame(schema={"subject_id": pl.Int64, "left_on": pl.Date, "left_known_on": pl.Date})


def spells(moves):
    """One person's spells: each ends where the next begins. A move is (days ago, reported so many days later, household)."""
    ordered = sorted(moves, reverse=True)
    starts = [AS_OF - timedelta(days=ago) for ago, _, _ in ordered]
    ends = [*starts[1:], None]
    rows = [
        (1, house, start, end, start + timedelta(days=late)) for (_, late, house), start, end in zip(ordered, starts, ends, strict=True)
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def plainly(moves):
    """The household of the last move that happened and was reported before the day."""
    known = [(-ago, house) for ago, late, house in moves if ago > 0 and ago - late > 0]
    return max(known)[1] if known else None


@settings(max_examples=150, deadline=None)
@given(moves=MOVES)
def test_the_home_is_that_of_the_last_move_that_was_known(moves):
    home = homes(believed(spells(moves), NOBODY, AS_OF))
    assert (home["household_id"].to_list() or [None]) == [plainly(moves)]


@settings(max_examples=50, deadline=None)
@given(ago=st.integers(1, 50), late=st.integers(0, 80))
def test_a_move_out_counts_from_the_day_it_was_reported(ago, late):
    left = AS_OF - timedelta(days=ago)
    one = pl.DataFrame([(1, 1, date(2020, 1, 1), left, date(2020, 1, 1))], schema=SCHEMA, orient="row")
    leaving = pl.DataFrame([(1, left, left + timedelta(days=late))], schema=NOBODY.schema, orient="row")
    still_here = left + timedelta(days=late) >= AS_OF
    assert homes(believed(one, leaving, AS_OF)).height == (1 if still_here else 0)
