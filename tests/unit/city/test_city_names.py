"""Names are written in characters that a department's system has, with kana that fit."""

from sukoyaka.city import names


def test_kana_become_half_width() -> None:
    assert names.half_width("ササキ　ショウタ") == "ｻｻｷ ｼｮｳﾀ"
    assert names.half_width("パクジョンビ") == "ﾊﾟｸｼﾞｮﾝﾋﾞ"


def test_every_name_is_encodable_and_its_kana_half_width() -> None:
    for written, kana in names.surnames() + names.given_names():
        assert written.encode("cp932")
        assert all(ord(letter) < 256 or "｡" <= letter <= "ﾟ" for letter in names.half_width(kana)), kana


def test_variants_of_common_names_are_there() -> None:
    written = {name for name, _ in names.surnames()}
    assert {"髙橋", "山﨑", "渡邉", "齋藤"} <= written
