"""What a run found, as one document: `summary.json`. Adds up what each step printed; invents nothing."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from sukoyaka import __version__
from sukoyaka.demo import marks
from sukoyaka.demo.homes import Homes
from sukoyaka.demo.steps import Step
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import pseudonyms

COUNTS = ("read", "kept", "quarantined", "delivered", "out_of_scope", "waiting_review")


def summary(homes: Homes, steps: Sequence[Step], *, scale: float, seed: int, as_of: date, port: int) -> dict[str, Any]:
    """The whole document."""
    said = {step.key: step.result for step in steps}
    screened = said["hub screen"]
    return {
        "product": "sukoyaka",
        "version": __version__,
        "synthetic": True,
        "scale": scale,
        "seed": seed,
        "as_of": as_of.isoformat(),
        "city": said["city build"],
        "rows": rows(said["terminal mask"]),
        "linkage": marks.as_document(
            marks.linkage(homes.home("terminal") / "work" / "links.parquet", homes.city / "truth" / "rows.parquet")
        ),
        "lists": lists(screened),
        "screening": screening(homes, screened, seed),
        "office": {"address": f"http://127.0.0.1:{port}/", "accounts": said["office accounts demo"]["accounts"]},
        "steps": [{"name": s.name, "command": s.command, "seconds": s.seconds, "peak_mib": s.peak_mib} for s in steps],
        "total_seconds": round(sum(step.seconds for step in steps), 1),
        "peak_mib": max(step.peak_mib for step in steps),
    }


def lists(screened: dict[str, Any]) -> dict[str, Any]:
    """Sizes of the two lists, the population they were chosen from, and why children are on them."""
    kept = ("population", "labels", "selected_by", "places", "items_total", "known_share", "reasons", "red_flags")
    return {"run": screened["run"], "criteria": screened["criteria"], **screened["lists"], **{key: screened[key] for key in kept}}


def rows(masked: dict[str, Any]) -> dict[str, Any]:
    """Rows of all sources: read = kept + quarantined, kept = delivered + out of scope + waiting for review."""
    by_source: dict[str, Counter[str]] = {}
    for source, counts in masked["sources"].items():
        by_source[source] = Counter({name: counts[name] for name in COUNTS})
    total = sum(by_source.values(), Counter())
    return {
        **{name: total[name] for name in COUNTS},
        "why": masked["quarantined_by_rule"],
        "refused_files": masked["refused"],
        "findings": masked["findings"],
        "by_source": {source: {name: counts[name] for name in COUNTS} for source, counts in by_source.items()},
    }


def screening(homes: Homes, screened: dict[str, Any], seed: int) -> dict[str, Any]:
    """The determination against the truth. Who is who is asked of the terminal's key, here and nowhere else."""
    keyring = Keyring.open(homes.home("terminal"), homes.passphrases["terminal"])
    children = pl.read_parquet(homes.city / "truth" / "children.parquet")
    persons = children.with_columns(person=pseudonyms(children["resident_number"], keyring, "platform/person"))
    run = homes.home("hub") / "runs" / screened["run"]
    determination = pl.read_parquet(run / "determination.parquet").select("person", "score", "tier", "rank", "selected_by")
    ours = determination.join(persons.select("person", "resident_number"), on="person", how="left").with_columns(order=_order())
    capacity = sum(screened["lists"].values())
    return marks.screening(ours, children, capacity, seed)


def _order() -> pl.Expr:
    """The determination as one number to rank by: red flags and list places first, then the score."""
    listed = pl.col("selected_by").is_in(["red_flag", "score"]).fill_null(value=False)
    return pl.when(listed & (pl.col("tier") == "support_needed")).then(2000).when(listed).then(1000).otherwise(0) + pl.col("score")
