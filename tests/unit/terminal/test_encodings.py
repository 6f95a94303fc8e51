"""Which encoding a file is in, and what is refused rather than guessed."""

import pytest

from sukoyaka.terminal.read.encoding import DAMAGE, decode, detect
from sukoyaka.terminal.read.refusals import FileRefused

TEXT = "宛名番号,氏名\r\n0000000011,髙﨑　花子\r\n"
ENCODINGS = {
    "cp932": "宛名番号,氏名カナ\r\n0000000011,ﾀｶｻｷ ﾊﾅｺ\r\n表示・能力・ソース\r\n",
    "utf-8": TEXT,
    "utf-8-sig": TEXT,
    "utf-16": TEXT,
    "euc_jp": "宛名番号,氏名\r\n0000000011,高崎　花子\r\n",
    "iso2022_jp": "宛名番号,氏名\r\n",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_it_is_recognised(encoding: str) -> None:
    assert detect(ENCODINGS[encoding].encode(encoding)) == encoding


def test_half_width_kana_alone_are_cp932() -> None:
    assert detect("ﾀｶｻｷ ﾊﾅｺ,ﾀﾅｶ ﾐﾅ".encode("cp932")) == "cp932"


def test_what_is_declared_is_read() -> None:
    assert decode(TEXT.encode("cp932"), "cp932", "a.csv") == TEXT
    assert decode(b"1,2\r\n", "cp932", "a.csv") == "1,2\r\n"


def test_external_characters_are_kept() -> None:
    assert decode(b"\xf0\x40,\x81\x60", "cp932", "a.csv") == "\ue000,～"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "euc_jp"])
def test_another_encoding_is_refused(encoding: str) -> None:
    with pytest.raises(FileRefused, match="Allowed: CP932") as caught:
        decode(ENCODINGS[encoding].encode(encoding), "cp932", "a.csv")
    assert "a.csv is in" in str(caught.value)
    assert "花子" not in str(caught.value)


@pytest.mark.parametrize("byte", [b"\x80", b"\xa0", b"\xfd"])
def test_bytes_that_the_codec_passes_silently_are_marked_as_damage(byte: bytes) -> None:
    text = decode("宛名番号\r\n".encode("cp932") + byte + b"\r\n", "cp932", "a.csv")
    assert DAMAGE.search(text)
    assert not DAMAGE.search(text.splitlines()[0])


def test_one_broken_character_does_not_make_it_another_encoding() -> None:
    text = decode(TEXT.encode("cp932") + b"0000000012,\xff\r\n", "cp932", "a.csv")
    assert [bool(DAMAGE.search(line)) for line in text.splitlines()] == [False, False, True]


def test_damage_all_over_is_refused() -> None:
    with pytest.raises(FileRefused, match="no encoding that we know"):
        decode(b"\xff\xfe\xff,\xff\r\n".join([b"\x81"] * 50), "cp932", "a.csv")
