"""The causal graph of a study: who is believed to cause what, as arrows. Refuses a circle; says what follows from a node.

Reads lines `cause > effect`. Why: adjusting for an effect of the exposure would hide a part of what is looked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from sukoyaka.records.errors import ExitCode, SukoyakaError


class GraphInvalid(SukoyakaError):
    """The arrows of a study do not make a causal graph."""

    exit_code = ExitCode.CRITERIA_INVALID


@dataclass(frozen=True)
class Dag:
    """Arrows (cause, effect)."""

    edges: tuple[tuple[str, str], ...]

    @classmethod
    def read(cls, lines: Iterable[str]) -> "Dag":
        """Raises `GraphInvalid` for a line that is no arrow, for a circle, and where exposure or outcome is missing."""
        edges = []
        for line in lines:
            cause, arrow, effect = (part.strip() for part in line.partition(">"))
            if not (cause and arrow and effect) or ">" in effect:
                raise GraphInvalid(f"{line!r} is no arrow", "cause > effect", "write one arrow a line")
            edges.append((cause, effect))
        dag = cls(tuple(edges))
        try:
            tuple(TopologicalSorter({node: dag.causes(node) for node in dag.nodes}).static_order())
        except CycleError as error:
            raise GraphInvalid(
                f"the arrows go round: {' > '.join(error.args[1])}", "arrows without a circle", "turn or remove one"
            ) from error
        missing = {"exposure", "outcome"} - dag.nodes
        if missing:
            raise GraphInvalid(f"no arrow touches {min(missing)}", "a graph with exposure and outcome", "draw it")
        return dag

    @property
    def nodes(self) -> frozenset[str]:
        """Everything that an arrow touches."""
        return frozenset(node for edge in self.edges for node in edge)

    def causes(self, node: str) -> set[str]:
        """What leads to a node directly."""
        return {cause for cause, effect in self.edges if effect == node}

    def descendants(self, node: str) -> set[str]:
        """Everything that a node leads to, over any number of arrows."""
        found: set[str] = set()
        waiting = [node]
        while waiting:
            now = waiting.pop()
            for effect in {e for c, e in self.edges if c == now} - found:
                found.add(effect)
                waiting.append(effect)
        return found
