"""The causal graph of a study: arrows, circles, and what must not be adjusted for."""

import pytest

from sukoyaka.hub.study.dag import Dag, GraphInvalid


def test_what_a_node_leads_to_over_any_number_of_arrows():
    dag = Dag.read(["exposure > income", "income > housing", "housing > outcome", "sex > outcome"])
    assert dag.descendants("exposure") == {"income", "housing", "outcome"}
    assert dag.descendants("outcome") == set()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["exposure > outcome", "outcome > exposure"], "go round"),
        (["exposure outcome"], "no arrow"),
        (["exposure > outcome > sex"], "no arrow"),
        (["exposure > sex"], "touches outcome"),
    ],
)
def test_what_is_no_causal_graph(lines, said):
    with pytest.raises(GraphInvalid, match=said):
        Dag.read(lines)
