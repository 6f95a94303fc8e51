"""Names exactly the code that made something: the version, and a digest of the folders that decide.

Reads the package's own files. Why: a snapshot or a run made by other code must have another name, or an old one would be
taken for it after a rule has changed.
"""

import hashlib
from functools import cache
from pathlib import Path

from sukoyaka import __version__

PLATFORM = ("hub/store", "hub/cleanse", "hub/people", "hub/events", "hub/marts")
DETERMINATION = ("engine", "hub/features", "hub/screening")


@cache  # the code of a process does not change
def code_version(folders: tuple[str, ...]) -> str:
    """`0.1.0+` and twelve hex digits of the folders' Python and tables."""
    package = Path(__file__).parents[2]
    files = sorted(path for folder in folders for path in (package / folder).rglob("*") if path.suffix in (".py", ".csv"))
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(package).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{__version__}+{digest.hexdigest()[:12]}"
