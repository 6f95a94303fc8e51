"""Receives data, feedback and changes of the key, each once and only once, whole or not at all; a bad one does not stop the others.

Reads a directory of parcels. Writes `received/`, `feedback/` or `renewals/<parcel>/`, `receipts/`, `refused/` and the ledger. A
parcel is in when its directory has its name: whatever else an interruption left undone is made good on the next run.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sukoyaka.governance.register import Register
from sukoyaka.hub.store import deliveries, feedback, files, gate, renewals
from sukoyaka.hub.store.deliveries import RECEIVED, Delivery
from sukoyaka.hub.store.errors import NothingReceived, ParcelOutOfSequence
from sukoyaka.hub.store.home import Home, fresh_draft, publish, remove_drafts, replace, write_whole
from sukoyaka.hub.store.ledger import Entry, Ledger
from sukoyaka.hub.store.renewals import Renewal
from sukoyaka.parcel import manifest as manifests
from sukoyaka.parcel import receipt as receipts
from sukoyaka.parcel.keys import PublicKeys, ZoneKeys, pinned
from sukoyaka.parcel.manifest import MANIFEST, SIGNATURE, Manifest, parcel_name
from sukoyaka.parcel.open import open_parcel, verify
from sukoyaka.records.delivery import REKEY
from sukoyaka.records.errors import (
    ParcelDamaged,
    ParcelIncomplete,
    ParcelKeyMismatch,
    ParcelRegisterMismatch,
    ParcelSenderUnknown,
    SukoyakaError,
)

DATA = "data"

Check = Callable[[Path, Manifest, "Desk"], dict[str, int]]


@dataclass(frozen=True)
class Intake:
    """A kind of parcel: the one zone that may send it, where it comes to lie, what may stand in it."""

    sender: str
    place: Callable[[Home], Path]
    check: Check


INTAKES = {
    REKEY: Intake("terminal", lambda home: home.renewals, lambda at, manifest, desk: renewals.check(at, manifest, *_held(desk))),
    DATA: Intake("terminal", lambda home: home.received, lambda at, manifest, desk: gate.check(at, manifest, desk.register, desk.on)),
    feedback.KIND: Intake("office", lambda home: home.feedback, lambda at, manifest, _: feedback.check(at, manifest)),
}


@dataclass(frozen=True)
class Desk:
    """What is at hand when parcels arrive."""

    home: Home
    keys: ZoneKeys
    register: Register
    on: date


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel."""

    directory: str
    kind: str
    outcome: str  # accepted, already received, duplicate, refused, left
    rows: int = 0
    error: SukoyakaError | None = None


def parcels(directory: Path) -> list[Path]:
    """The parcels of a directory: changes of the key first, then by name. Raises `NothingReceived` if there are none."""
    found = sorted((path for path in directory.glob("*.parcel") if path.is_dir()), key=lambda path: (not path.name.startswith(REKEY), path))
    if not found:
        raise NothingReceived(f"no parcel in {directory.name}/", "directories named *.parcel", "name the directory of the medium")
    return found


def made_on(found: list[Path]) -> date:
    """The day on which the newest of the parcels says it was made; unreadable ones say nothing."""
    days = []
    for parcel in found:
        with suppress(ParcelDamaged, ParcelIncomplete, ValueError):
            days.append(date.fromisoformat(manifests.read(parcel)[0].created_on))
    if not days:
        raise NothingReceived("no parcel says when it was made", "a readable manifest, or a day", "pass --on, or copy the parcels again")
    return max(days)


def make_good(desk: Desk) -> None:
    """Finishes what an interrupted run left: no drafts, and an entry and a receipt for everything received."""
    for directory in (*(intake.place(desk.home) for intake in INTAKES.values()), desk.home.refused, desk.home.receipts):
        remove_drafts(directory)
    for kind in INTAKES:
        for delivery in _here(kind, desk):
            _close(delivery, desk)
    with Ledger(desk.home.ledger) as ledger:
        for report in sorted(desk.home.refused.glob("*.json")):
            ledger.record(_refusal(files.from_json(report)))


def receive(parcel: Path, desk: Desk) -> Outcome:
    """Takes one parcel in, or says why not. A refusal is an outcome, not an exception."""
    try:
        manifest = manifests.read(parcel)[0]
    except (ParcelDamaged, ParcelIncomplete) as error:
        return _refuse(parcel, None, error, desk)
    if manifest.kind not in INTAKES:
        return Outcome(parcel.name, manifest.kind, "left")
    try:
        return _known(parcel, manifest, desk) or _accept(parcel, manifest, desk)
    except SukoyakaError as error:
        return _refuse(parcel, manifest, error, desk)


def _known(parcel: Path, manifest: Manifest, desk: Desk) -> Outcome | None:
    """The outcome for contents that are here already: the same parcel again, or the same contents sealed again."""
    here = {delivery.parcel: delivery for delivery in _here(manifest.kind, desk)}.get(manifest.parcel)
    if here is None:
        return None
    if here.manifest.sha256 == manifest.sha256:
        return Outcome(parcel.name, manifest.kind, "already received")
    verify(parcel, _trusted(desk))
    with Ledger(desk.home.ledger) as ledger:
        ledger.record(_entry(manifest, "duplicate", desk.on.isoformat()))
    return Outcome(parcel.name, manifest.kind, "duplicate")


def _accept(parcel: Path, manifest: Manifest, desk: Desk) -> Outcome:
    intake = INTAKES[manifest.kind]
    target = intake.place(desk.home) / _checked_name(parcel, manifest, desk)
    draft = fresh_draft(target)
    draft.rmdir()  # `open_parcel` makes it itself, when every part is in order
    open_parcel(parcel, desk.keys, _trusted(desk), draft)
    rows = intake.check(draft, manifest, desk)
    for name in (MANIFEST, SIGNATURE):
        (draft / name).write_bytes((parcel / name).read_bytes())
    (draft / RECEIVED).write_bytes(files.to_json({"received_on": desk.on.isoformat(), "rows": rows}))
    publish(draft, target)
    _close(Delivery(manifest, target, desk.on, rows), desk)
    return Outcome(parcel.name, manifest.kind, "accepted", sum(rows.values()))


def _checked_name(parcel: Path, manifest: Manifest, desk: Desk) -> str:
    """The parcel's name, once signature, sender, name, register and sequence are in order."""
    verify(parcel, _trusted(desk))
    if manifest.sender != INTAKES[manifest.kind].sender:
        raise ParcelSenderUnknown(
            f"{parcel.name} is a parcel of kind {manifest.kind} from {manifest.sender}",
            ", ".join(f"{kind} from {intake.sender}" for kind, intake in INTAKES.items()),
            "ask the sender; do not open it",
        )
    digests = [(content.name, content.sha256) for content in manifest.contents]
    if manifest.parcel != parcel_name(manifest.kind, manifest.sender, manifest.receiver, digests):
        raise ParcelDamaged(
            f"{parcel.name} is not named after its contents", "the name that its digests give", "ask the sender to seal it again"
        )
    if manifest.kind == DATA and manifest.register_version != desk.register.version:  # feedback is about an earlier one
        raise ParcelRegisterMismatch(
            f"{parcel.name} was made under the register {manifest.register_version}",
            f"the register {desk.register.version} of this hub",
            "bring both zones to the same register, mask and seal again",
        )
    if manifest.kind == DATA:
        _check_key(parcel, manifest, desk)
    for delivery in _here(manifest.kind, desk):
        if (delivery.manifest.sender, delivery.manifest.sequence) == (manifest.sender, manifest.sequence):
            raise ParcelOutOfSequence(
                f"{parcel.name} is number {manifest.sequence} of {manifest.sender}, as {delivery.parcel} was",
                "one parcel for each number",
                "ask the sender which one is right, and to seal it under its next number",
            )
    return manifest.parcel


def _check_key(parcel: Path, manifest: Manifest, desk: Desk) -> None:
    """Pseudonyms of two keys would make two people of everybody."""
    held, made = _held(desk)
    if held and manifest.key_id != held:
        replaced = manifest.key_id in {renewal.was_key for renewal in made}
        raise ParcelKeyMismatch(
            f"the pseudonyms of {parcel.name} were made with the key {manifest.key_id or '(unnamed)'}",
            f"the key {held} of what {manifest.sender} sent before",
            f"the key was changed since: ask {manifest.sender} to mask again under the new one"
            if replaced
            else f"receive the change of the key first, or ask {manifest.sender} to restore that key from its shares and to mask again",
        )


def _held(desk: Desk) -> tuple[str, tuple[Renewal, ...]]:
    """The key in which the hub knows everybody, none before anything came; and the changes of the key so far."""
    made = renewals.received(desk.home)
    before = [delivery.manifest.key_id for delivery in _here(DATA, desk)]
    return (made[-1].now_key if made else before[-1] if before else ""), made


def _refuse(parcel: Path, manifest: Manifest | None, error: SukoyakaError, desk: Desk) -> Outcome:
    """Writes the report of a refusal; the parcel itself stays on its medium."""
    for intake in INTAKES.values():
        remove_drafts(intake.place(desk.home))
    name = parcel.name.removesuffix(".parcel")
    report = {
        "parcel": name,
        "manifest_sha256": manifest.sha256 if manifest else "",
        "sender": manifest.sender if manifest else "",
        "sequence": manifest.sequence if manifest else 0,
        "refused_on": desk.on.isoformat(),
        "cause": type(error).__name__,
        "exit_code": int(error.exit_code),
        "came": error.came,
        "allowed": error.allowed,
        "next": error.next_step,
        "reason": error.sentence(),
        "stated": {content.name: content.rows for content in manifest.contents} if manifest else {},
    }
    path = desk.home.refused / f"{name}.json"
    if not path.exists() or _differs(files.from_json(path), report):
        write_whole(path, files.to_json(report))
    with Ledger(desk.home.ledger) as ledger:
        ledger.record(_refusal(report))
    return Outcome(parcel.name, manifest.kind if manifest else "", "refused", error=error)


def _differs(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether a refusal says something new; the same one on a later day does not."""
    return {**before, "refused_on": ""} != {**after, "refused_on": ""}


def _close(delivery: Delivery, desk: Desk) -> None:
    """Ledger entry and receipt of a received parcel; nothing happens where they are in order."""
    on = delivery.received_on.isoformat()
    with Ledger(desk.home.ledger) as ledger:
        ledger.record(_entry(delivery.manifest, "accepted", on))
    path = desk.home.receipts / f"{delivery.parcel}.receipt.json"
    if not _stands(path, desk.keys):
        draft = receipts.write(delivery.manifest, on, delivery.rows, desk.keys, fresh_draft(path))
        replace(draft, path)
        draft.parent.rmdir()


def _stands(path: Path, keys: ZoneKeys) -> bool:
    """Whether a receipt is there and is ours."""
    if not path.exists():
        return False
    try:
        receipts.read(path, keys.public())
    except (ParcelDamaged, ParcelSenderUnknown):
        return False
    return True


def _entry(manifest: Manifest, outcome: str, on: str) -> Entry:
    return Entry(manifest.parcel, manifest.sha256, outcome, "", manifest.sender, manifest.sequence, on)


def _refusal(report: Mapping[str, object]) -> Entry:
    parcel, digest, reason, sender, on = (str(report[key]) for key in ("parcel", "manifest_sha256", "reason", "sender", "refused_on"))
    return Entry(parcel, digest, "refused", reason, sender, int(str(report["sequence"])), on)


def _here(kind: str, desk: Desk) -> list[Delivery]:
    """What was received of a kind, in the order of sequence."""
    return deliveries.lying_in(INTAKES[kind].place(desk.home))


def _trusted(desk: Desk) -> Collection[PublicKeys]:
    return pinned(desk.home.trusted).values()
