"""Whatever lies on the medium: it opens whole, or is refused with one of our own errors and leaves nothing behind."""

import json
import shutil
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sukoyaka.parcel import receipt
from sukoyaka.parcel.keys import ZoneKeys
from sukoyaka.parcel.manifest import MANIFEST, SIGNATURE
from sukoyaka.parcel.open import open_parcel, verify
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records.errors import ParcelDamaged, SukoyakaError

TERMINAL, HUB = ZoneKeys.generate("terminal"), ZoneKeys.generate("hub")
BODY = b"a file of forty bytes, in four small parts."
calm = settings(max_examples=100, deadline=None)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("sealed")
    (place / "people.parquet").write_bytes(BODY)
    letter = Letter("data", 1, date(2024, 4, 1), "0" * 16, counts={"rows": 3})
    files = {"people.parquet": place / "people.parquet"}
    return seal(files, letter, sender=TERMINAL, receiver=HUB.public(), out=place / "media", part_size=10)


def opened(parcel: Path) -> bytes | None:
    """The contents, or nothing where it was refused; a refusal leaves no file."""
    into = parcel.parent / "opened"
    try:
        open_parcel(parcel, HUB, [TERMINAL.public()], into)
    except SukoyakaError:
        assert [path.name for path in parcel.parent.iterdir()] == [parcel.name]
        return None
    return b"".join(path.read_bytes() for path in into.iterdir())


def sign(parcel: Path, raw: bytes) -> None:
    """As a sender that we trust would have signed it."""
    (parcel / MANIFEST).write_bytes(raw)
    (parcel / SIGNATURE).write_bytes(TERMINAL.sign(raw))


@calm
@given(st.data())
def test_one_changed_byte_anywhere_is_refused(sealed: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        parcel = Path(shutil.copytree(sealed, Path(place) / sealed.name))
        path = data.draw(st.sampled_from(sorted(parcel.iterdir())))
        raw = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at] ^= data.draw(st.integers(1, 255))
        path.write_bytes(bytes(raw))
        assert opened(parcel) is None


@calm
@given(st.data())
def test_files_that_are_cut_missing_or_exchanged_are_refused(sealed: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        parcel = Path(shutil.copytree(sealed, Path(place) / sealed.name))
        one, other = data.draw(st.lists(st.sampled_from(sorted(parcel.iterdir())), min_size=2, max_size=2, unique=True))
        what = data.draw(st.sampled_from(["cut", "gone", "instead"]))
        if what == "cut":
            one.write_bytes(one.read_bytes()[: data.draw(st.integers(0, one.stat().st_size - 1))])
        elif what == "gone":
            one.unlink()
        else:
            one.write_bytes(other.read_bytes())
        assert opened(parcel) is None


@calm
@given(st.binary(max_size=200))
def test_a_signed_manifest_of_noise_is_refused(sealed: Path, raw: bytes) -> None:
    with TemporaryDirectory() as place:
        parcel = Path(shutil.copytree(sealed, Path(place) / sealed.name))
        sign(parcel, raw)
        assert opened(parcel) is None


@calm
@given(st.data())
def test_a_signed_manifest_with_anything_in_a_field_opens_or_is_refused(sealed: Path, data: st.DataObject) -> None:
    with TemporaryDirectory() as place:
        parcel = Path(shutil.copytree(sealed, Path(place) / sealed.name))
        document = json.loads((parcel / MANIFEST).read_bytes())
        at = data.draw(st.sampled_from([document, document["contents"][0], document["contents"][0]["parts"][0]]))
        at[data.draw(st.sampled_from(sorted(at)))] = data.draw(anything)
        sign(parcel, json.dumps(document).encode())
        try:
            verify(parcel, [TERMINAL.public()])
        except SukoyakaError:
            assert opened(parcel) is None
        else:
            assert opened(parcel) in (None, BODY, b"")  # a sender may seal no file


@calm
@given(st.binary(max_size=200) | anything.map(lambda document: json.dumps(document).encode()))
def test_a_receipt_of_noise_is_refused(raw: bytes) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "x.receipt.json"
        path.write_bytes(raw)
        with pytest.raises(SukoyakaError):
            receipt.read(path, HUB.public())


@calm
@given(st.text(max_size=50) | anything.map(json.dumps))
def test_a_signed_receipt_of_noise_is_refused(body: str) -> None:
    with TemporaryDirectory() as place:
        path = Path(place) / "x.receipt.json"
        path.write_text(json.dumps({"receipt": body, "signature": HUB.sign(body.encode()).hex()}))
        with pytest.raises(ParcelDamaged):
            receipt.read(path, HUB.public())
