"""The hub's table of contents: one function per command, each line a step."""

from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka import console
from sukoyaka.governance import register as registers
from sukoyaka.governance.permit import Permit
from sukoyaka.hub import receive as desk
from sukoyaka.hub.events import snapshot as platform
from sukoyaka.hub.marts import casework, cleared, make, screening
from sukoyaka.hub.receive import Outcome
from sukoyaka.hub.store import deliveries, files, secrets
from sukoyaka.hub.store.errors import DataInconsistent, NothingReceived
from sukoyaka.hub.store.home import Home, alone, remove_drafts, write_whole

MARTS = (screening.DEFINITION, casework.DEFINITION)


def init_keys(home: Path, passphrase: str) -> Path:
    """Makes the hub's secrets; returns the public half, to be carried to the other zones."""
    secrets.init(Home(home), passphrase)
    return Home(home).keys / f"{secrets.ZONE}.public.json"


def receive(directory: Path, home: Path, register_directory: Path | None, on: date, passphrase: str) -> list[Outcome]:
    """Takes in every data parcel of a directory; the outcomes by parcel."""
    at = desk.Desk(Home(home), secrets.zone_keys(Home(home), passphrase), registers.load(register_directory), on)
    with alone(at.home):
        desk.make_good(at)
        parcels = desk.parcels(directory)
        outcomes = []
        with console.progress("receiving", len(parcels), "parcels") as advance:
            for parcel in parcels:
                outcomes.append(desk.receive(parcel, at))
                advance(1)
    return outcomes


def build(home: Path, register_directory: Path | None, as_of: date, passphrase: str) -> dict[str, Any]:
    """Builds snapshot and marts unless they are there; the snapshot's own account of itself, and rows of each mart."""
    place, keys, register = Home(home), secrets.mart_keys(Home(home), passphrase), registers.load(register_directory)
    permits = {definition: Permit(register, definition.purpose, as_of) for definition in MARTS}
    with alone(place):
        remove_drafts(place.snapshots)
        inputs = platform.Inputs(
            tuple(deliveries.received(place)), register, {d.purpose.value: cleared.allowed_items(p) for d, p in permits.items()}
        )
        _check(inputs)
        target = place.snapshots / inputs.name
        if not target.exists():
            with console.progress("cleanse, people, events", len(inputs.current), "sources") as advance:
                platform.build(inputs, target, advance)
        rows = {}
        with console.progress("marts", len(MARTS), "marts") as advance:
            for definition, permit in permits.items():
                rows[definition.purpose.value] = make.make(definition, target, place, permit, keys.of(definition.purpose))
                advance(1)
        write_whole(place.current, f"{inputs.name}\n".encode())
    return {"snapshot": inputs.name, "marts": rows, **files.from_json(target / platform.DOCUMENT)}


def _check(inputs: platform.Inputs) -> None:
    """Raises unless there is something to build from, whole, and made under this register."""
    if not inputs.deliveries:
        raise NothingReceived("nothing was received yet", "a home with received parcels", "run `sukoyaka hub receive DIR` first")
    for delivery in inputs.deliveries:
        deliveries.check(delivery)
    old = sorted({d.parcel for d in inputs.current.values() if d.manifest.register_version != inputs.register.version})
    if old:
        raise DataInconsistent(
            f"the current parcels {', '.join(old)} were made under another register",
            f"parcels made under {inputs.register.version}",
            "ask the terminal for a delivery under this register, or pass the --register that they were made under",
        )
