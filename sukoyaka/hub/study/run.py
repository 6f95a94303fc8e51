"""Runs a study on a hub's home and writes what came out, whole and under the name of what it was made from.

Reads the mart of the purpose and a protocol; writes `studies/NAME/<digest>/`. The same inputs give the same bytes.
"""

import hashlib
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits

from sukoyaka.console import Advance, silent
from sukoyaka.engine.duck import Duck
from sukoyaka.governance.permit import Permit
from sukoyaka.governance.register import Register
from sukoyaka.hub.marts.opening import Mart
from sukoyaka.hub.store import files
from sukoyaka.hub.store.code import code_version
from sukoyaka.hub.store.home import fresh_draft, publish
from sukoyaka.hub.study.analyse import analyse
from sukoyaka.hub.study.known import open_known
from sukoyaka.hub.study.protocol import Protocol, check_against
from sukoyaka.hub.study.report.pages import page
from sukoyaka.hub.study.table import build
from sukoyaka.records.purpose import Purpose

CODE = ("engine", "hub/features", "hub/study")
DOCUMENT, REPORT = "study.json", "report.html"
ABOUT = "どのデータかは断面の名前で示す。合成か実データかは、断面には記録されていない"
STEPS = 3


@dataclass(frozen=True)
class Asked:
    """What a study is asked for."""

    protocol: Protocol
    as_of: date
    about: str = ABOUT


def run(home: Path, mart: Mart, register: Register, asked: Asked, advance: Advance = silent) -> tuple[Path, dict[str, Any]]:
    """Writes the document and the report; returns the directory and the document.

    Raises `NotPermitted` for a mart of another purpose, `ProtocolInvalid` for a code that the register does not know,
    `NothingObservable` if no child can be looked at.
    """
    check_against(asked.protocol, register)
    permit = Permit(register, Purpose.HEALTH_STUDY, asked.as_of)
    with Duck() as engine, threadpool_limits(1):
        known = open_known(engine, mart, permit, asked.as_of)
        table = build(known, asked.protocol)
        advance(1)
        document = {**heading(asked, mart, register), **analyse(table, asked.protocol)}
        advance(1)
    document |= {"digest": hashlib.sha256(files.to_json(document)).hexdigest()[:16]}
    target = home / "studies" / asked.protocol.name / document["digest"]
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = fresh_draft(target)
    (draft / DOCUMENT).write_bytes(files.to_json(document))
    (draft / REPORT).write_bytes(page(document).encode())
    publish(draft, target)
    advance(1)
    return target, document


def heading(asked: Asked, mart: Mart, register: Register) -> dict[str, Any]:
    """What a study was made from, and its protocol in words."""
    protocol = asked.protocol
    return {
        "name": protocol.name,
        "about": asked.about,
        "as_of": asked.as_of.isoformat(),
        "snapshot": mart.snapshot,
        "register": register.version,
        "code": code_version(CODE),
        "protocol": {
            **{key: str(value) for key, value in protocol.said.items()},
            "sha256": protocol.digest,
            "windows": [{"title": w.title, "first_day": w.first_day, "last_day": w.last_day, "main": w.main} for w in protocol.windows],
            "exposures": {e.name: {"title": e.title, "beside": list(e.beside), "claimed": e.claimed} for e in protocol.exposures},
            "outcomes": {
                o.name: {"title": o.title, "family": o.family, "binary": o.binary, "negative_control": o.negative_control}
                for o in protocol.outcomes
            },
            "variables": list(protocol.variables),
            "edges": [list(edge) for edge in protocol.dag.edges],
            "shortest_days": protocol.shortest_days,
            "covered_share": protocol.covered_share,
            "smallest_cell": protocol.smallest_cell,
            "alpha": protocol.alpha,
        },
    }
