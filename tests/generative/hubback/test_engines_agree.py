"""Generated questions and histories: the fused query gives what the slow, obvious engine gives, and sees no future.

DuckDB in many cases; Spark, where it is installed, in few large ones. EXAMPLES_TIMES=20 asks for twenty times as many.
"""

import os
from datetime import date, datetime, timedelta

import ibis
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sukoyaka.engine import plain, spark
from sukoyaka.engine.duck import Duck
from sukoyaka.engine.plain import Event, Stretch
from sukoyaka.engine.question import Aggregate, Question, Selection
from sukoyaka.hub.features.answers import answered
from sukoyaka.hub.features.cells import Asked
from sukoyaka.hub.features.values import covered

TIMES = int(os.environ.get("EXAMPLES_TIMES", "1"))
AS_OF = date(2024, 2, 29)  # a leap day, where calendars go wrong
CHILDREN = (1, 2)
PEOPLE = (1, 2, 3, 4)
OWN, SIBLING, OTHER = 1, 2, 4  # roles
MEMBERS = {1: {1: OWN, 3: SIBLING}, 2: {4: OTHER, 1: SIBLING}}  # child 1 lives with child 2, who has no facts of its own
SPANS = [(0, None), (0, 1), (0, 90), (0, 366), (1, 90), (90, 366), (89, None)]

codes = st.sampled_from(["A", "A/B", "A/B/C", "A/X/C", "AB/C", "D/E"])
patterns = st.lists(st.sampled_from(["A", "A/B", "A/*/C", "*/E", "AB", "Z"]), min_size=1, max_size=2).map(tuple)
texts = st.sampled_from([None, "yes", "no", "suspected", "perhaps"])
numbers = (
    st.sampled_from([None, 0.0, -3.0, 0.5, 2.0**-24, 2.0**43]) | st.integers(-5, 5).map(float) | st.floats(-1e9, 1e9, width=32)
)  # as a 32-bit column holds them
days_back = st.sampled_from([-1, 0, 1, 2, 89, 90, 91, 365, 366, 367])  # both sides of every border
scopes = st.sets(st.sampled_from([OWN, SIBLING, OTHER])).map(frozenset)
wanted_texts = st.sampled_from([(), ("yes",), ("yes", "no")])


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    hours = st.integers(0, 23)
    rows = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), days_back, hours, codes, days_back, numbers, texts), max_size=25))
    return [
        Event(
            who,
            datetime.combine(AS_OF - timedelta(days=ago), datetime.min.time()) + timedelta(hours=hour),
            code,
            AS_OF - timedelta(days=known),
            n,
            t,
        )
        for who, ago, hour, code, known, n, t in rows
    ]


def questions(at_least: int = 1, at_most: int = 12) -> st.SearchStrategy[list[Asked]]:
    said = st.tuples(st.sampled_from(list(Aggregate)), patterns, wanted_texts, st.booleans(), st.sampled_from(SPANS), scopes)
    return st.lists(said, min_size=at_least, max_size=at_most).map(
        lambda drawn: [
            Asked(Question(f"q{i}", aggregate, Selection(p, t, c), days, after), roles)
            for i, (aggregate, p, t, c, (after, days), roles) in enumerate(drawn)
        ]
    )


def events_frame(history: list[Event]) -> pl.DataFrame:
    return pl.DataFrame(
        [(e.subject_id, e.time, e.code, e.numeric_value, e.text_value, e.known_on) for e in history],
        schema={
            "subject_id": pl.Int64,
            "time": pl.Datetime("us"),
            "code": pl.String,
            "numeric_value": pl.Float32,
            "text_value": pl.String,
            "known_on": pl.Date,
        },
        orient="row",
    )


def answers(engine, asked: list[Asked], history: list[Event]) -> dict[int, dict[str, float | None]]:
    frame = events_frame(history)
    events = ibis.memtable(frame)
    index = pl.DataFrame({"subject_id": CHILDREN, "as_of": [AS_OF] * 2})
    members = pl.DataFrame(
        [(c, AS_OF, m, role) for c in CHILDREN for m, role in MEMBERS[c].items()],
        schema=["subject_id", "as_of", "member", "role"],
        orient="row",
    )
    found = answered(engine, index, ibis.memtable(members), events, asked, set(frame["code"]))
    return {row["subject_id"]: row for row in found.to_dicts()}


def believed(one: Asked, child: int, history: list[Event]) -> float | None:
    members = [member for member, role in MEMBERS[child].items() if role in one.roles]
    return plain.answer(one.question, AS_OF, members, history)


def agree(engine, asked: list[Asked], history: list[Event]) -> None:
    found = answers(engine, asked, history)
    for child in CHILDREN:
        for one in asked:
            assert found[child][one.question.name] == believed(one, child, history), (child, one)


def with_a_future(history: list[Event], ahead: int, *, known: bool) -> list[Event]:
    """Everything once more, happening on the day or later, or happening before but known on the day or later."""
    later = AS_OF + timedelta(days=ahead)
    return history + [
        Event(
            e.subject_id, e.time if known else datetime.combine(later, e.time.time()), e.code, later if known else e.known_on, 99.0, "yes"
        )
        for e in history
    ]


@pytest.fixture(scope="module")
def duck():
    with Duck() as engine:
        yield engine


@pytest.fixture(scope="module")
def on_spark():
    lacking = spark.missing()
    if lacking == "PySpark":
        pytest.skip("PySpark is not installed (requirements/spark.txt): the third engine was not compared")
    if lacking:
        absent = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        absent(f"{lacking} is missing, and PySpark is installed to be used")
    with spark.Spark() as engine:
        yield engine


@settings(max_examples=60 * TIMES, deadline=None)
@given(asked=questions(), history=histories())
def test_the_fused_query_says_what_the_plain_engine_says(duck, asked, history):
    agree(duck, asked, history)


@settings(max_examples=25 * TIMES, deadline=None)
@given(asked=questions(), history=histories(), ahead=st.integers(0, 500), known=st.booleans())
def test_rows_of_the_future_change_nothing(duck, asked, history, ahead, known):
    assert answers(duck, asked, with_a_future(history, ahead, known=known)) == answers(duck, asked, history)


@given(asked=questions(), history=histories(), ahead=st.integers(0, 500), known=st.booleans())
def test_rows_of_the_future_change_nothing_for_the_plain_engine(asked, history, ahead, known):
    longer = with_a_future(history, ahead, known=known)
    assert all(believed(one, child, longer) == believed(one, child, history) for child in CHILDREN for one in asked)


@pytest.mark.needs_spark
@settings(max_examples=10 * TIMES, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(asked=questions(20, 30), history=histories(), ahead=st.integers(0, 500), known=st.booleans())
def test_spark_says_so_too_and_sees_no_future(on_spark, asked, history, ahead, known):
    """Each case asks twenty or more questions of a history with a future, which the plain engine is not told of."""
    found = answers(on_spark, asked, with_a_future(history, ahead, known=known))
    for child in CHILDREN:
        for one in asked:
            assert found[child][one.question.name] == believed(one, child, history), (child, one)


@settings(max_examples=100 * TIMES, deadline=None)
@given(
    born_ago=st.sampled_from([0, 1, 2, 4, 10, 500]),
    window=st.sampled_from([2, 10, 365]),
    spells=st.lists(
        st.tuples(
            st.sampled_from([1, 3]), st.sampled_from("ab"), st.sampled_from([-1, 0, 1, 2, 5, 10, 400]), st.sampled_from([1, 2, 5, 300])
        ),
        max_size=6,
    ),
    sources=st.sampled_from([("a",), ("a", "b")]),
)
def test_observable_is_the_same_on_both(born_ago, window, spells, sources):
    born = AS_OF - timedelta(days=born_ago)
    rows = [
        (who, source, AS_OF - timedelta(days=ago), AS_OF - timedelta(days=ago) + timedelta(days=length))
        for who, source, ago, length in spells
    ]
    coverage = pl.DataFrame(
        rows, schema={"subject_id": pl.Int64, "source": pl.String, "from_on": pl.Date, "until_on": pl.Date}, orient="row"
    )
    children = pl.DataFrame({"subject_id": [1], "birth_month": [born]})
    members = pl.DataFrame({"subject_id": [1, 1], "member": [1, 3]})
    seen = covered(children, members, coverage, sources, window, AS_OF).height == 1
    assert seen is plain.observable(sources, window, AS_OF, born, (1, 3), [Stretch(*row) for row in rows])
