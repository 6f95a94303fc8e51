"""The diagnosis master (傷病名マスター): code → ICD-10 category of three characters. Loaded from a directory, never shipped.

Reads the newest edition that is not later than the delivery. Where its fields stand is configuration: editions differ.
"""

import csv
import io
import re
from collections.abc import Mapping
from datetime import date
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

UNCODED, UNKNOWN = "UNCODED", "UNKNOWN"
_UNCODED_CODE = "0000999"


def load_master(inbox: Path, declared: Mapping[str, Any], on: date) -> dict[str, str]:
    """Code → category; empty when no edition lies there (every diagnosis is then UNKNOWN)."""
    editions = [
        path
        for path in inbox.rglob("*")
        if path.is_file() and any(fnmatch(path.relative_to(inbox).as_posix(), "*" + glob) for glob in declared["files"])
    ]
    current = [path for path in editions if _edition(path) <= f"{on:%Y%m%d}"]
    if not current:
        return {}
    text = max(current, key=_edition).read_bytes().decode(declared["encoding"])
    code, icd10 = int(declared["code"]), int(declared["icd10"])
    rows = (row for row in csv.reader(io.StringIO(text)) if len(row) > max(code, icd10))
    return {row[code].strip(): row[icd10].strip()[:3] for row in rows if re.match(r"[A-Z]\d\d", row[icd10].strip())}


def _edition(path: Path) -> str:
    digits = re.search(r"\d{8}", path.name)
    return digits[0] if digits else "00000000"


def category(code: str, master: Mapping[str, str]) -> str:
    """The category of a code: UNCODED where the clinic wrote free text, UNKNOWN where the master does not know it."""
    return UNCODED if code == _UNCODED_CODE else master.get(code, UNKNOWN)
