"""An act that is read out of its bytes says what it says when it is cut field by field; few that are well written need cutting."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from terminal_inbox import act

from sukoyaka.terminal.read import uke_acts
from sukoyaka.terminal.read.uke_records import records

NIGHT = frozenset({"111000570", "112001110"})
CODE = st.sampled_from(["111000570", "112001110", "160008010", "11100057", "", " 11000570"])
KIND = st.sampled_from(["", "11", "97", "9", " ", "97 ", "　", "９７"])
NUMBER = st.sampled_from(["", "0", "7", "291", "12345678", "123456789", "-5", "+5", " 12", "1.5", "１２", "x"])
CELL = st.sampled_from([*[""] * 30, "1", "1", "2", "9", "0", " ", "12", "１", "　", "a"])
FILLING = st.sampled_from(["", "", "", "810000001", "個", "前回と比較のため実施した検査"])
ACT = st.builds(
    lambda head, filling, cells: ",".join([*head, *filling, *cells]),
    st.tuples(
        st.sampled_from(["SI", "IY", "TO", "CO"]), KIND, st.sampled_from(["1", "5", "7", "", "55", " "]), CODE, st.just(""), NUMBER, NUMBER
    ),
    st.lists(FILLING, max_size=10),
    st.lists(CELL, max_size=34),
)
LINE = st.one_of(ACT, st.builds(lambda line, width: line[:width], ACT, st.integers(2, 60)))


@settings(max_examples=150, deadline=None)
@given(lines=st.lists(LINE, max_size=12), encoding=st.sampled_from(["cp932", "utf-8"]))
def test_bytes_say_what_fields_say(lines: list[str], encoding: str) -> None:
    found = records("\r\n".join(["RE,1,1114,202402", *lines]).encode(encoding), encoding)
    at = found.of("SI", "IY", "TO", "CO")
    quick, plain = uke_acts._plain(found, at, NIGHT)
    slow = uke_acts._by_field(found, at, NIGHT)
    for name in ("kind", "points", "public_only", "late", "days"):
        assert np.array_equal(getattr(quick, name)[plain], getattr(slow, name)[plain]), name


def test_acts_as_the_specification_has_them_are_read_out_of_their_bytes() -> None:
    lines = ["RE,1,1114,202402", *(act(name, "60", "160008010", 21, 3, [1, 15, 31]) for name in ("SI", "IY", "TO"))]
    found = records("\r\n".join(lines).encode(), "cp932")
    _, plain = uke_acts._plain(found, found.of("SI", "IY", "TO"), NIGHT)
    assert plain.all()
