"""Zone 1 in order: what `terminal check` and `terminal mask` do, a line a step."""

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sukoyaka import console
from sukoyaka.governance.register import Register
from sukoyaka.parcel.keys import KeyUnavailable, PublicKeys, ZoneKeys, load_public, pinned
from sukoyaka.parcel.seal import Letter, Unsigned, name_of, seal
from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal import delivered, deliveries
from sukoyaka.terminal import release as custody
from sukoyaka.terminal import rotate as rotation
from sukoyaka.terminal import withdraw as withdrawals
from sukoyaka.terminal.check.corrections import settle
from sukoyaka.terminal.check.inbox import FileAccount, Inbox, find, is_master, open_file
from sukoyaka.terminal.deliver import Delivery, write_data, write_held_back, write_identities, write_sources
from sukoyaka.terminal.keys import ROOT, Keyring
from sukoyaka.terminal.read.wareki import parse
from sukoyaka.terminal.report.comparison import account as trend_account
from sukoyaka.terminal.report.links import link_account, write_link_report
from sukoyaka.terminal.report.pages import Told, write_reports
from sukoyaka.terminal.report.profile import Remembered, profiles, remembered
from sukoyaka.terminal.report.profile import keep as keep_profile
from sukoyaka.terminal.report.trend import trends
from sukoyaka.terminal.resolve import queue as waiting
from sukoyaka.terminal.resolve import review
from sukoyaka.terminal.resolve.flow import RESIDENT, Resolved, resolve
from sukoyaka.terminal.resolve.held_back import held_back
from sukoyaka.terminal.resolve.offered import offer
from sukoyaka.terminal.resolve.renumbered import came_back

ZONE = "terminal"


class NothingToMask(SukoyakaError):
    """No resident register, or no file that the register knows."""

    exit_code = ExitCode.NOTHING_TO_DO


@dataclass(frozen=True)
class Place:
    """The terminal's home, where parcels go, and who is at the keyboard (asked for where two people release)."""

    home: Path
    out: Path
    by: str = ""

    @property
    def work(self) -> Path:
        """Stays on the terminal."""
        return self.home / "work"


def delivery_day(paths: Iterable[Path]) -> date:
    """The newest day that the files' names carry (`住民基本台帳_20240401.csv`): what a delivery is of, unless somebody says otherwise."""
    days = [day for path in paths for digits in re.findall(r"(?<!\d)20\d{6}(?!\d)", path.name) if isinstance(day := parse(digits), date)]
    if not days:
        raise NothingToMask("no file's name carries a day", "names such as 小児健診_20240401.csv, or a day", "pass --on")
    return max(days)


def make_keys(home: Path, passphrase: str) -> tuple[Keyring, PublicKeys]:
    """The root secret and the zone's parcel keys; what exists is kept."""
    keyring = Keyring.init(home, passphrase)
    _make_zone_keys(home, passphrase)
    return keyring, load_public(home / "keys" / f"{ZONE}.public.json")


def _make_zone_keys(home: Path, passphrase: str) -> None:
    """Unless they are there, or with the people who release."""
    if not (home / "keys" / f"{ZONE}.secret").exists() and not custody.is_on(home):
        ZoneKeys.generate(ZONE).save(home / "keys", passphrase)


def change_passphrase(home: Path, old: str, new: str) -> Keyring:
    """Puts the same secrets under another passphrase: no pseudonym changes."""
    keyring, keys = Keyring.open(home, old), custody.sealer(home, old)
    keyring.save(home, new)
    if isinstance(keys, ZoneKeys):
        keys.save(home / "keys", new)
    return keyring


def restore_root(home: Path, keyring: Keyring, passphrase: str) -> None:
    """Brings the root secret back from paper. Raises `KeyUnavailable` where another secret is kept: it would change every pseudonym."""
    path = home / "keys" / ROOT
    if path.exists():
        raise KeyUnavailable(f"{path.name} is already there", "a home without a root secret", "move it away first, if it is lost to you")
    keyring.save(home, passphrase)
    _make_zone_keys(home, passphrase)


def read_inbox(inbox: Path, register: Register, on: date) -> Inbox:
    """Reads and checks every file of the inbox that the register knows."""
    found = list(find(inbox, register))
    read = Inbox()
    with console.progress("読む・点検する", len(found), "files") as advance:
        for path, source in found:
            if source is not None:
                open_file(inbox, path, source, on, read)
            elif not is_master(inbox, path, register):
                read.unregistered.append(path.relative_to(inbox).as_posix())
            advance(1)
    settle(read, register)
    return read


def mask_inbox(inbox: Path, place: Place, register: Register, passphrase: str, on: date) -> dict[str, Any]:
    """The whole of zone 1: read → check → resolve → mask → two parcels. Returns the counts, which add up."""
    keyring, keys = Keyring.open(place.home, passphrase), _sealer(place, passphrase)
    trusted = _receivers(place.home)
    read = read_inbox(inbox, register, on)
    tables = _tables(read)
    now = profiles(read.accounts, tables, register, on)
    compared = trends(now, remembered(place.home), read.accounts, tables, register, on)
    resolved = resolve(tables, register, review.settled(review.read(place.home)))
    console.say("名寄せを終え、マスキングしています")
    resolved = offer(resolved, register, {account.ordinal: inbox / account.file for account in read.accounts})
    shutil.rmtree(place.work, ignore_errors=True)
    data = write_data(resolved, register, keyring, on, place.work / "data")
    write_sources(data, register, on, _per_source(read), place.work / "data")
    write_held_back(data, held_back(read.accounts), resolved, register, keyring, on, place.work / "data")
    identities = write_identities(resolved, register, keyring, on, place.work / "identity")
    parcels = [
        _seal("data", data, read.files, keys, trusted["hub"], place, register, keyring.key_id, on),
        _seal("identity", identities, (), keys, trusted["office"], place, register, keyring.key_id, on),
    ]
    links = link_account(resolved, review.read(place.home))
    write_link_report(links, register, on, place.home / "reports")
    arrived = frozenset(row.parcel for row in deliveries.load(place.home) if row.received_on)
    _keep_here(read, resolved, place, register, Told(data.counts, compared, arrived), on)
    delivered.remember(place.home, delivered.gather(resolved, register, on))
    keep_profile(place.home, Remembered(on, parcels[0]["sequence"], parcels[0]["name"], now))
    result = {
        "parcels": parcels,
        "key_id": keyring.key_id,
        "register_version": register.version,
        "trend": trend_account(compared, register),
    }
    return _account(read, resolved, data, links) | result


def rotate(place: Place, register: Register, passphrase: str, on: date) -> dict[str, Any]:
    """Another key, and a parcel to each zone that says which pseudonym was which; the same again until both receipts are back."""
    trusted = _receivers(place.home)
    keys = _sealer(place, passphrase)
    again = rotation.under_way(place.home, deliveries.load(place.home))
    if not again:
        rotation.begin(place.home, register, on, passphrase)
    key_id = rotation.finish(place.home, passphrase).key_id
    parcels = [
        _seal(rotation.KINDS[zone], told, (), keys, trusted[zone], place, register, key_id, on)
        for zone, told in rotation.contents(place.home).items()
    ]
    return {"parcels": parcels, "key_id": key_id, "again": again}


def withdraw(parcel: str, rows: Path | None, place: Place, register: Register, passphrase: str, on: date) -> dict[str, Any]:
    """Seals to the hub which rows of an earlier parcel no longer stand: those of the list, or all."""
    name = withdrawals.named(parcel, deliveries.load(place.home))
    listed = withdrawals.read_rows(rows, register) if rows else None
    keyring, keys = Keyring.open(place.home, passphrase), _sealer(place, passphrase)
    trusted = _receivers(place.home)
    done = withdrawals.write(name, listed, place.work / "withdrawal")
    sealed = _seal("data", done, (), keys, trusted["hub"], place, register, keyring.key_id, on)
    shutil.rmtree(place.work / "withdrawal")
    return sealed | {"withdrawn": name, "whole": listed is None}


def _sealer(place: Place, passphrase: str) -> ZoneKeys | Unsigned:
    custody.named(place.home, place.by)
    return custody.sealer(place.home, passphrase)


def _receivers(home: Path) -> dict[str, PublicKeys]:
    trusted = pinned(home / "trusted")
    if missing := sorted({"hub", "office"} - set(trusted)):
        raise KeyUnavailable(
            f"no public key of {' and '.join(missing)} in trusted/",
            "hub.public.json and office.public.json",
            "bring them from those zones and compare the printed keys",
        )
    return trusted


def _tables(read: Inbox) -> dict[str, pl.DataFrame]:
    tables = {name: table for name in read.tables if (table := read.table(name)) is not None}
    if RESIDENT not in tables or tables[RESIDENT].is_empty():
        raise NothingToMask(
            "no readable extract of the resident register in the inbox",
            "at least the file of 住基",
            "read the reports, have it exported again",
        )
    return tables


def _per_source(read: Inbox) -> dict[str, tuple[int, int, int]]:
    totals: dict[str, Counter[str]] = {}
    for account in read.accounts:
        totals.setdefault(account.source, Counter()).update(read=account.read, kept=account.kept, held=account.held_back)
    return {source: (count["read"], count["kept"], count["held"]) for source, count in totals.items()}


def _seal(
    kind: str,
    delivery: Delivery,
    files: Sequence[str],
    keys: ZoneKeys | Unsigned,
    receiver: PublicKeys,
    place: Place,
    register: Register,
    key_id: str,
    on: date,
) -> dict[str, Any]:
    """Seals a parcel under its number and notes that it left."""
    size = sum(path.stat().st_size for path in delivery.files.values())
    name = name_of(kind, delivery.files, ZONE, receiver.zone)
    number = deliveries.number_of(place.home, kind, name)
    counts = {"people": delivery.people, "rows": sum(delivery.rows.values())}
    letter = Letter(kind, number, on, register.version, counts=counts, rows=delivery.rows, files=tuple(files), key_id=key_id)
    with console.progress(f"封をする（{kind}）", size, "bytes") as advance:
        out = place.home / custody.WAITING if isinstance(keys, Unsigned) else place.out
        sealed = seal(delivery.files, letter, sender=keys, receiver=receiver, out=out, advance=advance)
    by = place.by.strip() if isinstance(keys, Unsigned) else ""
    deliveries.note(place.home, deliveries.Sent(name, kind, receiver.zone, number, on.isoformat(), key_id, delivery.rows, made_by=by))
    custody.record(place.home, custody.SEALED, by=place.by.strip() or "operator", on=on, parcel=name, kind=kind)
    return {
        "waits": isinstance(keys, Unsigned),
        "kind": kind,
        "parcel": sealed.name,
        "name": name,
        "sequence": number,
        "bytes": size,
        "rows": counts["rows"],
    }


def _keep_here(read: Inbox, resolved: Resolved, place: Place, register: Register, told: Told, on: date) -> None:
    """What never leaves: links, the quarantine, the review queue, the reports; and the plain working files are removed."""
    shutil.rmtree(place.work / "data")
    shutil.rmtree(place.work / "identity")
    links = resolved.links()
    names = {account.ordinal: account.file for account in read.accounts}
    links = links.with_columns(pl.col("file").replace_strict(names, return_dtype=pl.String))
    links.write_parquet(place.work / "links.parquet", compression="zstd")
    waiting.keep(waiting.gather(resolved, register, names), place.home)
    _write(came_back(resolved.register), place.home / "review" / "renumbered.parquet")
    held = [account.quarantined.with_columns(file=pl.lit(account.file)) for account in read.accounts]
    _write(pl.concat(held).select("file", "line", "item", "rule"), place.home / "quarantine" / "rows.parquet")
    write_reports(read.accounts, register, told, on, place.home / "reports")


def _write(table: pl.DataFrame, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    table.write_parquet(path, compression="zstd")


def _account(read: Inbox, resolved: Resolved, data: Delivery, links: dict[str, Any]) -> dict[str, Any]:
    """Counts by file, by source and by rule."""
    return {
        "files": [account_of(account) for account in read.accounts],
        "sources": {
            source: {
                "read": counts[0],
                "kept": counts[1],
                "quarantined": counts[2],
                **data.counts.get(source, {"delivered": 0, "out_of_scope": 0, "waiting_review": 0}),
            }
            for source, counts in sorted(_per_source(read).items())
        },
        **findings_of(read.accounts),
        "resolve": {row[0]: row[1] for row in resolved.links()["step"].value_counts().sort("step").rows()},
        "links": links,
        "people_in_scope": data.people,
        "unregistered_files": read.unregistered,
    }


def findings_of(accounts: Sequence[FileAccount]) -> dict[str, Any]:
    """Refused files, findings by rule, and why rows were held back; the last adds up to the rows quarantined."""
    found: Counter[str] = Counter()
    why: Counter[str] = Counter()
    for account in accounts:
        found.update(dict(account.findings["rule"].value_counts().rows()))
        why.update(dict(account.quarantined["rule"].value_counts().rows()))
        if account.refusal:
            why[account.refusal.rule] += account.read
    refused = [
        {"file": a.file, "source": a.source, "rows": a.read, "rule": a.refusal.rule, "reason": a.refusal.sentence()}
        for a in accounts
        if a.refusal
    ]
    return {
        "refused": refused,
        "findings": dict(sorted(found.items())),
        "quarantined_by_rule": {rule: count for rule, count in sorted(why.items()) if count},
    }


def account_of(account: FileAccount) -> dict[str, Any]:
    """Counts of one file."""
    return {"file": account.file, "source": account.source, "read": account.read, "kept": account.kept, "quarantined": account.held_back}
