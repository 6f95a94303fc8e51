"""A model is used for lists only after a person adopted it, and only if it passed the regret rule. The act is recorded.

Reads a model file; writes `models/<digest>.json` and a line of `models/adopted.jsonl` in the hub's home.
"""

from datetime import date
from pathlib import Path

from sukoyaka.governance import acts
from sukoyaka.hub.screening.model.document import Model, ModelUnusable
from sukoyaka.hub.store.home import write_whole

LEDGER = "models/adopted.jsonl"


def adopt(model: Model, home: Path, by: str, on: date) -> Path:
    """Records who adopted the model; returns the ledger. Raises `ModelUnusable` for one that did not pass, and without a name."""
    if not by.strip():
        raise ModelUnusable("a model was to be adopted by nobody", "--by NAME", "state who decides")
    if not model.gate.get("passed"):
        raise ModelUnusable(
            f"the model {model.name} is {model.gate.get('why', 'not promoted: it was never tried')}",
            "models that pass the regret rule",
            "keep the points of the criteria, or learn again when there are more labels",
        )
    ledger = home / LEDGER
    write_whole(ledger.parent / f"{model.digest}.json", model.to_bytes())
    acts.record(ledger, {"model": model.name, "digest": model.digest, "by": by, "on": on, "gate": dict(model.gate)})
    return ledger


def require_adopted(model: Model, home: Path) -> None:
    """Raises `ModelUnusable` unless a person adopted exactly this model in this home."""
    if model.digest not in {act["digest"] for act in acts.recorded(home / LEDGER)}:
        raise ModelUnusable(
            f"nobody adopted the model {model.name}",
            "adopted models",
            "look at its evaluation, then `sukoyaka hub model adopt FILE --by NAME`",
        )
