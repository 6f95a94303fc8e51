"""Plants dirt in extracts, each row named in `planted`: what real exports suffer from, at known rates.

Reads clean sheets; changes them. Why: a terminal that finds dirt can be scored against the truth, row by row.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from sukoyaka.city.rates import DIRT
from sukoyaka.city.sheet import Sheet

GETA = "〓"
PRIVATE = [chr(0xE000 + i) for i in range(40)]  # F040… in CP932
DATES = {  # impossible days in the notation of each source
    "resident": ("異動日", ("S64.02.30", "R05.13.01")),
    "checkup_child": ("受診日", ("令和5年13月1日", "令和4年2月30日")),
    "vaccination": ("接種日", ("20231301", "20220230")),
    "nhi_qualification": ("資格取得日", ("5051301", "4310431")),
    "child_card": ("有効期間開始日", ("2023/2/30", "2022/13/1")),
    "single_parent_card": ("有効期間開始日", ("R5/13/1", "H31/2/30")),
    "assistance_card": ("有効期間開始日", ("5051301", "4310431")),
    "elderly_qualification": ("資格取得日", ("20231301", "20220230")),
    "child_allowance": ("認定日", ("R5/13/1", "H31/2/30")),
    "consultation": ("受付日", ("2023/2/30", "2022/13/1")),
    "public_assistance": ("保護開始日", ("5051301", "4310230")),
    "pregnancy_notice": ("届出日", ("2023/2/30", "2022/13/1")),
    "maternity": ("受診日", ("20231301", "20220230")),
    "dental": ("受診日", ("令和5年13月1日", "令和4年2月30日")),
    "care_insurance": ("認定有効期間開始日", ("R05.13.01", "R04.02.30")),
    "disability": ("交付日", ("R5/13/1", "H31/2/30")),
}
CODES = {
    "resident": ("異動事由", "職権修正"),
    "checkup_child": ("判定", "9"),
    "vaccination": ("接種種別", "おたふく"),
    "child_allowance": ("支給区分", "8"),
    "consultation": ("経路", "不明"),
    "public_assistance": ("世帯類型", "6"),
    "pregnancy_notice": ("問診_妊娠の気持ち", "8"),
    "maternity": ("受診回", "15"),
    "dental": ("う蝕罹患型", "D"),
    "care_insurance": ("要介護状態区分", "11"),
    "disability": ("等級", "C1"),
}
NUMBERS = {
    "checkup_child": "宛名番号",
    "vaccination": "宛名番号",
    "nhi_qualification": "宛名番号",
    "child_card": "宛名番号",
    "single_parent_card": "宛名番号",
    "assistance_card": "宛名番号",
    "elderly_qualification": "宛名番号",
    "child_allowance": "児童宛名番号",
    "public_assistance": "宛名番号",
    "dental": "宛名番号",
    "care_insurance": "宛名番号",
    "disability": "宛名番号",
}
HEARD = {  # name, kana and birth date as heard or copied by hand: what rows without a number are resolved by
    "consultation": ("児童氏名", "児童氏名カナ", "児童生年月日"),
    "pregnancy_notice": ("妊婦氏名", "妊婦氏名カナ", "妊婦生年月日"),
    "maternity": ("氏名", "氏名カナ", "生年月日"),
}
HALF = str.maketrans("０１２３４５６７８９－", "0123456789-")
SMALL = str.maketrans("ｬｭｮｯｧｨｩｪｫ", "ﾔﾕﾖﾂｱｲｳｴｵ")
Rows = npt.NDArray[np.int64]


def plant(sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    """All kinds of dirt that befall this source; `share` multiplies the rates. A row suffers one kind at most."""
    if share <= 0 or sheet.refused:
        return
    _names(sheet, rng, share)
    _numbers(sheet, rng, share)
    _measurements(sheet, rng, share)
    column, words = DATES[sheet.source]
    _set(sheet, rng, DIRT.impossible_date * share, column, "impossible date", lambda _: words[int(rng.integers(0, len(words)))])
    if sheet.source in CODES:
        column, word = CODES[sheet.source]
        _set(sheet, rng, DIRT.unknown_code * share, column, "unknown code", lambda _: word)
    _lines(sheet, rng, share)


def _choose(sheet: Sheet, rng: np.random.Generator, rate: float, column: str | None = None) -> Rows:
    """Clean rows (with something in the column) at a rate."""
    able = sheet.planted == ""
    if column is not None:
        able &= sheet.columns[column] != ""
    return np.flatnonzero(able & (rng.random(len(sheet)) < rate))


def _set(sheet: Sheet, rng: np.random.Generator, rate: float, column: str, name: str, change: Callable[[str], str]) -> None:
    """Changes a cell in rows at a rate; a change that changes nothing is no dirt."""
    for row in _choose(sheet, rng, rate, column).tolist():
        before = sheet.columns[column][row]
        after = change(before)
        if after != before:
            sheet.columns[column][row] = after
            sheet.planted[row] = name


def _names(sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    if sheet.source == "resident":
        _private_characters(sheet, rng, DIRT.gaiji_person * share)
        _set(sheet, rng, DIRT.half_width_address * share, "住所", "half-width address", lambda text: text.translate(HALF))
    if sheet.source in HEARD:
        heard, kana_heard, birth_heard = HEARD[sheet.source]
        _set(sheet, rng, DIRT.geta_name * share, heard, "geta in name", lambda name: GETA + name[1:])
        _set(sheet, rng, DIRT.kana_slip * share, kana_heard, "kana slip", lambda kana: slip_kana(kana, rng))
        _set(sheet, rng, DIRT.birth_slip * share, birth_heard, "birth date slip", lambda day: _slip_day(day, rng))


def _private_characters(sheet: Sheet, rng: np.random.Generator, rate: float) -> None:
    """The same character in every row of a person: the vendor's own glyph."""
    people = np.unique(sheet.owner.astype("U10"))
    chosen = people[rng.random(len(people)) < rate]
    glyph = dict(zip(chosen.tolist(), rng.integers(0, len(PRIVATE), len(chosen)).tolist(), strict=True))
    for row in np.flatnonzero(np.isin(sheet.owner.astype("U10"), chosen)).tolist():
        name = sheet.columns["氏名"][row]
        sheet.columns["氏名"][row] = PRIVATE[glyph[sheet.owner[row]]] + name[1:]
        sheet.planted[row] = "private character"


def slip_kana(kana: str, rng: np.random.Generator) -> str:
    """Large for small kana where there is one, else a voiced mark or the last sound forgotten."""
    large = kana.translate(SMALL)
    if large != kana and rng.random() < 0.7:
        return large
    return kana.replace("ﾞ", "", 1) if "ﾞ" in kana else large


def _slip_day(day: str, rng: np.random.Generator) -> str:
    """One day off, or month and day exchanged."""
    year, month, dom = day.split("/")
    if int(dom) <= 12 and dom != month and rng.random() < 0.5:
        return f"{year}/{dom}/{month}"
    return f"{year}/{month}/{int(dom) + 1 if int(dom) < 28 else int(dom) - 1}"


def _numbers(sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    if "追加" in sheet.file and rng.random() < DIRT.zero_stripped * share:
        _set(sheet, rng, 1.0, "宛名番号", "zeros stripped", lambda number: number.lstrip("0"))
    if sheet.source in NUMBERS:
        _set(
            sheet,
            rng,
            DIRT.unknown_number * share,
            NUMBERS[sheet.source],
            "unknown number",
            lambda _: f"00990{int(rng.integers(0, 10**5)):05}",
        )


def _measurements(sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    if sheet.source != "checkup_child":
        return
    _set(sheet, rng, DIRT.grams_as_kilograms * share, "体重", "kilograms for grams", lambda grams: f"{int(grams) / 1000:.2f}")
    for row in _choose(sheet, rng, DIRT.swapped * share).tolist():
        height, weight = sheet.columns["身長"], sheet.columns["体重"]
        height[row], weight[row] = weight[row], height[row]
        sheet.planted[row] = "height and weight swapped"


def _lines(sheet: Sheet, rng: np.random.Generator, share: float) -> None:
    """Rows twice, rows with a field too many, blank lines, and a total at the end of one file."""
    sheet.repeat(_choose(sheet, rng, DIRT.duplicate * share))
    for row in _choose(sheet, rng, DIRT.ragged * share).tolist():
        sheet.suffix[row] = ",余"
        sheet.planted[row] = "field too many"
    for row in np.flatnonzero(rng.random(len(sheet)) < DIRT.blank_line * share).tolist():
        sheet.between[row] = [""]
    if sheet.source == "nhi_qualification":
        empty = "," * (len(sheet.columns) - 2)
        sheet.between[len(sheet)] = [f"合計,{len(sheet)}{empty}"]
