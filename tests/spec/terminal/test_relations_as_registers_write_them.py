"""続柄 in the forms of resident registers, and what is not one."""

import polars as pl
import pytest

from sukoyaka.terminal.resolve.relations import Relation, parse, unread


@pytest.mark.parametrize(
    ("written", "steps", "unregistered"),
    [
        ("世帯主", ("head",), False),
        ("妻", ("partner",), False),
        ("子", ("child",), False),
        ("子の子", ("child", "child"), False),
        ("妻の子", ("partner", "child"), False),
        ("夫（未届）", ("partner",), True),
        ("妻（未届）の子", ("partner", "child"), True),
        ("妻(未届)の子", ("partner", "child"), True),
        ("子の妻（未届）の子", ("child", "partner", "child"), True),
        ("父　の　妻", ("parent", "partner"), False),
        ("同居人", ("lodger",), False),
        ("縁故者", ("connected",), False),
    ],
)
def test_a_relation_is_steps_from_the_head(written: str, steps: tuple[str, ...], unregistered: bool) -> None:
    assert parse(written) == Relation(steps, unregistered)


@pytest.mark.parametrize("written", ["", "の", "妻（離婚）", "友人", "子の子の子の子の子", "妻（未届", "子の"])
def test_what_the_table_does_not_have_is_no_relation(written: str) -> None:
    assert parse(written) is None


def test_unread_relations_are_counted_and_blanks_are_not() -> None:
    assert unread(pl.Series(["子", "友人", None, "", "友人", "妻の子"])) == 2
