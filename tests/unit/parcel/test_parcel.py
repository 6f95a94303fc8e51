"""A parcel opens for its receiver, and for nobody and nothing else."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import KeyUnavailable, ZoneKeys, load_public, pinned, save_public
from sukoyaka.parcel.manifest import MANIFEST, SIGNATURE
from sukoyaka.parcel.open import open_parcel, verify
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records.errors import ParcelDamaged, ParcelIncomplete, ParcelNotForUs, ParcelSenderUnknown

TERMINAL, HUB, OFFICE = (ZoneKeys.generate(zone) for zone in ("terminal", "hub", "office"))
LETTER = Letter("data", 1, date(2024, 4, 1), "0" * 16, counts={"rows": 3})
CONTENTS = {"people.parquet": b"first file, 25 bytes long", "empty.parquet": b""}


@pytest.fixture
def parcel(tmp_path: Path) -> Path:
    files = {}
    for name, body in CONTENTS.items():
        files[name] = tmp_path / name
        files[name].write_bytes(body)
    return seal(files, LETTER, sender=TERMINAL, receiver=HUB.public(), out=tmp_path / "media", part_size=10)


def test_it_opens_for_the_receiver(parcel: Path, tmp_path: Path) -> None:
    manifest = open_parcel(parcel, HUB, [TERMINAL.public()], tmp_path / "opened")
    assert {path.name: path.read_bytes() for path in (tmp_path / "opened").iterdir()} == CONTENTS
    assert manifest.counts == {"rows": 3}


def test_nothing_of_the_contents_is_readable_on_the_medium(parcel: Path) -> None:
    assert not any(b"first file" in path.read_bytes() for path in parcel.iterdir())


def test_the_same_contents_have_the_same_name(parcel: Path, tmp_path: Path) -> None:
    files = {name: tmp_path / name for name in CONTENTS}
    assert seal(files, LETTER, sender=TERMINAL, receiver=HUB.public(), out=tmp_path / "again").name == parcel.name


def flip(path: Path, at: int = -1) -> None:
    body = bytearray(path.read_bytes())
    body[at] ^= 1
    path.write_bytes(bytes(body))


def swap(parcel: Path) -> None:
    first, second = parcel / "0002.age", parcel / "0003.age"
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)


def rename_inside(parcel: Path) -> None:
    document = json.loads((parcel / MANIFEST).read_bytes())
    document["contents"][0]["name"] = "../escape"
    raw = json.dumps(document).encode()
    (parcel / MANIFEST).write_bytes(raw)
    (parcel / SIGNATURE).write_bytes(TERMINAL.sign(raw))


DAMAGE: dict[str, tuple[Callable[[Path], object], type[Exception] | tuple[type[Exception], ...]]] = {
    "one byte of a part flipped": (lambda p: flip(p / "0002.age"), ParcelDamaged),
    "two parts swapped": (swap, (ParcelDamaged, ParcelIncomplete)),  # by digest or, where age padded them differently, by size
    "a part cut short": (lambda p: (p / "0002.age").write_bytes((p / "0002.age").read_bytes()[:-5]), ParcelIncomplete),
    "a part missing": (lambda p: (p / "0003.age").unlink(), ParcelIncomplete),
    "no manifest": (lambda p: (p / MANIFEST).unlink(), ParcelIncomplete),
    "one byte of the manifest flipped": (lambda p: flip(p / MANIFEST, 40), (ParcelDamaged, ParcelSenderUnknown)),
    "one byte of the signature flipped": (lambda p: flip(p / SIGNATURE), ParcelSenderUnknown),
    "a name that leaves the directory": (rename_inside, ParcelDamaged),
}


@pytest.mark.parametrize("what", DAMAGE)
def test_a_damaged_parcel_is_refused_and_leaves_nothing(what: str, parcel: Path, tmp_path: Path) -> None:
    harm, cause = DAMAGE[what]
    harm(parcel)
    with pytest.raises(cause):
        open_parcel(parcel, HUB, [TERMINAL.public()], tmp_path / "opened")
    assert not (tmp_path / "opened").exists()
    assert not list(tmp_path.glob(".opened*"))


def test_an_unpinned_sender_is_refused(parcel: Path) -> None:
    with pytest.raises(ParcelSenderUnknown, match="not pinned"):
        verify(parcel, [OFFICE.public()])


def test_a_forger_who_claims_to_be_the_terminal_is_refused(parcel: Path) -> None:
    with pytest.raises(ParcelSenderUnknown, match="not signed by terminal"):
        verify(parcel, [ZoneKeys.generate("terminal").public()])


def test_another_zone_is_told_where_to_carry_it(parcel: Path, tmp_path: Path) -> None:
    with pytest.raises(ParcelNotForUs, match="carry it to hub"):
        open_parcel(parcel, OFFICE, [TERMINAL.public()], tmp_path / "opened")


def test_another_key_of_the_same_zone_does_not_open_it(parcel: Path, tmp_path: Path) -> None:
    with pytest.raises(ParcelNotForUs, match="which key it pinned"):
        open_parcel(parcel, ZoneKeys.generate("hub"), [TERMINAL.public()], tmp_path / "opened")


def test_a_receipt_closes_the_delivery(parcel: Path, tmp_path: Path) -> None:
    manifest = verify(parcel, [TERMINAL.public()])
    path = receipt.write(manifest, "2024-04-02", {"rows": 3}, HUB, tmp_path)
    read = receipt.read(path, HUB.public())
    assert (read.parcel, read.manifest_sha256, read.counts) == (manifest.parcel, manifest.sha256, {"rows": 3})
    with pytest.raises(ParcelSenderUnknown):
        receipt.read(path, OFFICE.public())


def test_a_receipt_that_is_no_receipt_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.receipt.json").write_text("{}")
    with pytest.raises(ParcelDamaged):
        receipt.read(tmp_path / "x.receipt.json", HUB.public())


def test_keys_open_with_their_passphrase_only(tmp_path: Path) -> None:
    HUB.save(tmp_path, "right")
    assert ZoneKeys.load(tmp_path, "hub", "right") == HUB
    with pytest.raises(KeyUnavailable, match="does not open"):
        ZoneKeys.load(tmp_path, "hub", "wrong")
    with pytest.raises(KeyUnavailable, match="no key"):
        ZoneKeys.load(tmp_path, "office", "right")
    assert HUB.identity.encode() not in (tmp_path / "hub.secret").read_bytes()
    assert HUB.identity not in repr(HUB)


def test_public_halves_are_pinned_by_zone(tmp_path: Path) -> None:
    path = save_public(HUB.public(), tmp_path)
    save_public(OFFICE.public(), tmp_path)
    assert load_public(path) == HUB.public()
    assert pinned(tmp_path) == {"hub": HUB.public(), "office": OFFICE.public()}
