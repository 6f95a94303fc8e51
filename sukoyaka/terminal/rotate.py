"""Another key for the pseudonyms: which pseudonym was which, for each zone its own, so that no case and no history is lost.

Reads what was ever delivered and both keys; writes `<home>/rekey/{hub,office}/`, kept until both receipts are back. The old key is gone
with the change: after it nobody, the city included, can turn a pseudonym of the old key back into a number.
"""

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from sukoyaka.governance.register import Register
from sukoyaka.records.delivery import GENERATION, RECASE, REKEY, RENEWALS, Domain
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal import delivered
from sukoyaka.terminal.deliver import Delivery
from sukoyaka.terminal.delivered import Delivered
from sukoyaka.terminal.deliveries import Sent
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.mask import dwelling, pseudonyms

FOLDER = "rekey"
ZONES: Mapping[str, tuple[Domain, ...]] = {
    "hub": (Domain.PERSON, Domain.HOUSEHOLD, Domain.DWELLING, Domain.CASE),
    "office": (Domain.CASE,),
}
KINDS = {"hub": REKEY, "office": RECASE}
_NAMES = {Domain.PERSON: "platform/person", Domain.HOUSEHOLD: "platform/household", Domain.CASE: "casework/person"}


class NothingToRenew(SukoyakaError):
    """Nothing was delivered under the key, as far as this home knows."""

    exit_code = ExitCode.NOTHING_TO_DO


def under_way(home: Path, sent: list[Sent]) -> bool:
    """Whether a change was made whose receipts are not both back. One that is over is cleared away."""
    if not (home / FOLDER).exists():
        return False
    parcels = [row for row in sent if row.kind in KINDS.values() and row.key_id == _key_of(home)]
    if len(parcels) < len(ZONES) or not all(row.received_on for row in parcels):
        return True
    shutil.rmtree(home / FOLDER)
    return False


def _key_of(home: Path) -> str:
    return str(pl.read_parquet(home / FOLDER / "office" / f"{GENERATION.name}.parquet")["now_key"][0])


def begin(home: Path, register: Register, on: date, passphrase: str) -> Keyring:
    """Makes the new key, writes what each zone will be told, and puts the key in its place. Raises `NothingToRenew`."""
    known = delivered.load(home)
    if known.people.is_empty():
        raise NothingToRenew(
            "this home does not know of anybody it delivered",
            "a home that has masked a delivery",
            "run `sukoyaka terminal mask` once, then rotate",
        )
    old, new = Keyring.open(home, passphrase), Keyring.successor(home, passphrase)
    pairs = renewals(known, register, on, old, new)
    keys = pl.DataFrame({"was_key": [old.key_id], "now_key": [new.key_id]})
    draft = home / f".{FOLDER}"
    shutil.rmtree(draft, ignore_errors=True)
    for zone, domains in ZONES.items():
        (draft / zone).mkdir(parents=True)
        keys.write_parquet(draft / zone / f"{GENERATION.name}.parquet")
        pairs.filter(pl.col("domain").is_in(domains)).write_parquet(draft / zone / f"{RENEWALS.name}.parquet", compression="zstd")
    draft.rename(home / FOLDER)
    return new


def finish(home: Path, passphrase: str) -> Keyring:
    """Puts the new key in its place, if that is not done yet: an interrupted change goes on from where it was."""
    if (home / "keys" / "next.secret").exists():
        Keyring.succeed(home)
    return Keyring.open(home, passphrase)


def contents(home: Path) -> dict[str, Delivery]:
    """By zone what is sealed to it."""
    told = {}
    for zone in ZONES:
        files = {path.name: path for path in sorted((home / FOLDER / zone).glob("*.parquet"))}
        told[zone] = Delivery(files, {name: pl.scan_parquet(path).select(pl.len()).collect().item() for name, path in files.items()})
    return told


def renewals(known: Delivered, register: Register, on: date, old: Keyring, new: Keyring) -> pl.DataFrame:
    """`RENEWALS` of everything known, in an order that tells nothing of the numbers."""
    named = {Domain.PERSON: known.people, Domain.CASE: known.people, Domain.HOUSEHOLD: known.households}
    made = [_told(domain, *(pseudonyms(table["number"], key, _NAMES[domain]) for key in (old, new))) for domain, table in named.items()]
    for name, rows in known.dwellings.items():
        items = [register.source(name).item(item) for item in delivered.dwelling_items(register.source(name), on) if item in rows.columns]
        made.append(_told(Domain.DWELLING, *(dwelling(rows, items, key) for key in (old, new))))
    return pl.concat(made).drop_nulls().unique().sort(RENEWALS.order)


def _told(domain: Domain, was: pl.Series, now: pl.Series) -> pl.DataFrame:
    return pl.DataFrame({"was": was, "now": now}).select(pl.lit(domain.value).alias("domain"), "was", "now")
