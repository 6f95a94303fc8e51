"""Generated questions and histories: the fused query gives what the slow, obvious engine gives, and sees no future."""

from datetime import date, datetime, timedelta

import ibis
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.engine import plain
from sukoyaka.engine.duck import Duck
from sukoyaka.engine.plain import Event, Stretch
from sukoyaka.engine.question import Aggregate, Question, Selection
from sukoyaka.hub.features.compile import fused
from sukoyaka.hub.features.values import covered

AS_OF = date(2024, 2, 29)  # a leap day, where calendars go wrong
CHILDREN = (1, 2)
PEOPLE = (1, 2, 3, 4)
MEMBERS = {1: (1, 3), 2: (4,)}

codes = st.sampled_from(["A", "A/B", "A/B/C", "A/X/C", "AB/C", "D/E"])
patterns = st.lists(st.sampled_from(["A", "A/B", "A/*/C", "*/E", "AB", "Z"]), min_size=1, max_size=2).map(tuple)
texts = st.sampled_from([None, "yes", "no", "suspected"])
numbers = st.none() | st.integers(-5, 5).map(float)
days_back = st.sampled_from([-1, 0, 1, 2, 89, 90, 91, 365, 366, 367])  # both sides of every border
aggregates = st.sampled_from(list(Aggregate))


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    rows = draw(st.lists(st.tuples(st.sampled_from(PEOPLE), days_back, st.integers(0, 23), codes, days_back, numbers, texts), max_size=25))
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


@st.composite
def questions(draw: st.DrawFn) -> list[Question]:
    asked = draw(
        st.lists(
            st.tuples(
                aggregates, patterns, st.sampled_from([(), ("yes",), ("yes", "no")]), st.booleans(), st.sampled_from([None, 1, 90, 366])
            ),
            min_size=1,
            max_size=5,
        )
    )
    return [Question(f"q{i}", aggregate, Selection(p, t, c), d) for i, (aggregate, p, t, c, d) in enumerate(asked)]


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


def fast(duck: Duck, asked: list[Question], history: list[Event]) -> dict[int, dict[str, float | None]]:
    frame = events_frame(history)
    index = pl.DataFrame({"subject_id": CHILDREN, "as_of": [AS_OF] * 2})
    members = pl.DataFrame([(c, AS_OF, m) for c in CHILDREN for m in MEMBERS[c]], schema=["subject_id", "as_of", "member"], orient="row")
    expression = fused(ibis.memtable(index), ibis.memtable(members), ibis.memtable(frame), asked, set(frame["code"]))
    return {row["subject_id"]: row for row in duck.compute(expression).to_dicts()}


@pytest.fixture(scope="module")
def duck():
    with Duck() as engine:
        yield engine


@settings(max_examples=60, deadline=None)
@given(asked=questions(), history=histories())
def test_the_fused_query_says_what_the_plain_engine_says(duck, asked, history):
    answers = fast(duck, asked, history)
    for child in CHILDREN:
        for question in asked:
            assert answers[child][question.name] == plain.answer(question, AS_OF, MEMBERS[child], history), question


@settings(max_examples=25, deadline=None)
@given(asked=questions(), history=histories(), ahead=st.integers(0, 500), known=st.booleans())
def test_rows_of_the_future_change_nothing(duck, asked, history, ahead, known):
    """Everything once more, happening on the day or later, or happening before but known on the day or later."""
    later = AS_OF + timedelta(days=ahead)
    again = [
        Event(
            e.subject_id, e.time if known else datetime.combine(later, e.time.time()), e.code, later if known else e.known_on, 99.0, "yes"
        )
        for e in history
    ]
    assert fast(duck, asked, history + again) == fast(duck, asked, history)


@settings(max_examples=100, deadline=None)
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
