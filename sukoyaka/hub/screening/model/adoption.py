"""A model is used for lists only after a person adopted it, and only if it passed the regret rule. The act is recorded.

Reads a model file; writes `models/<digest>.json` and `models/<digest>.adopted.json` in the hub's home.
"""

from datetime import date
from pathlib import Path

from sukoyaka.hub.screening.model.document import Model, ModelUnusable
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import write_whole


def adopt(model: Model, home: Path, by: str, on: date) -> Path:
    """Records who adopted the model; returns the record. Raises `ModelUnusable` for one that did not pass, and without a name."""
    if not by.strip():
        raise ModelUnusable("a model was to be adopted by nobody", "--by NAME", "state who decides")
    if not model.gate.get("passed"):
        raise ModelUnusable(
            f"the model {model.name} is {model.gate.get('why', 'not promoted: it was never tried')}",
            "models that pass the regret rule",
            "keep the points of the criteria, or learn again when there are more labels",
        )
    directory = home / "models"
    write_whole(directory / f"{model.digest}.json", model.to_bytes())
    record = directory / f"{model.digest}.adopted.json"
    write_whole(record, files.to_json({"model": model.name, "digest": model.digest, "by": by, "on": on, "gate": dict(model.gate)}))
    return record


def require_adopted(model: Model, home: Path) -> None:
    """Raises `ModelUnusable` unless a person adopted exactly this model in this home."""
    if not (home / "models" / f"{model.digest}.adopted.json").is_file():
        raise ModelUnusable(
            f"nobody adopted the model {model.name}",
            "adopted models",
            "look at its evaluation, then `sukoyaka hub model adopt FILE --by NAME`",
        )
