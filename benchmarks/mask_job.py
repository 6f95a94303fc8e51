"""One run of the mask bench, in a process of its own: `python -m benchmarks.mask_job make|copy|sukoyaka FILE [ROWS]`.

Prints wall and processor seconds of the work alone as JSON, and how many rows were kept and held back.
"""

import io
import json
import sys
import time
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks import mask_rows as extract
from sukoyaka.governance import register
from sukoyaka.terminal.check.rows import Checked
from sukoyaka.terminal.check.sheet import Account, check_pieces, settle
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import mask_rows

SOURCE = register.load(Path(__file__).parent / "mask_register").source("treatment")
ON = date(2024, 4, 1)
KEYRING = Keyring(bytes(32))


def copy(file: Path) -> dict[str, int]:
    """The peer: Polars reads the CSV and writes it, no more."""
    pl.scan_csv(file).sink_csv(file.with_suffix(".copy"))
    return {}


def sukoyaka(file: Path) -> dict[str, int]:
    """The product's own: every cell checked by the register, the number masked, the rows written; what does not hold is counted."""
    account, held = Account(), 0
    with file.with_suffix(".masked").open("wb") as out:
        for written, odd in check_pieces(file, SOURCE, ON, _masked, account):
            out.write(written)
            held += odd
    if settle(file, SOURCE, ON, account) is not None:
        raise RuntimeError("the extract of the bench has no two equal rows")
    return {"kept": account.read - held, "held back": held}


def _masked(checked: Checked) -> tuple[bytes, int]:
    rows = checked.kept.with_columns(birth_date_of_subject=pl.lit(None, pl.Date))
    buffer = io.BytesIO()
    mask_rows(rows, SOURCE.items, SOURCE, KEYRING, ON).write_csv(buffer, include_header=False)
    return buffer.getvalue(), checked.quarantined.height


def main(what: str, file: Path, *rows: str) -> None:
    """Does the work and says what it took."""
    if what == "make":
        extract.write(file, int(rows[0]))
        return
    started = time.perf_counter(), time.process_time()
    counts = {"copy": copy, "sukoyaka": sukoyaka}[what](file)
    sys.stdout.write(json.dumps({"wall": time.perf_counter() - started[0], "processor": time.process_time() - started[1], **counts}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
