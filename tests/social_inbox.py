"""Files of welfare, maternity, teeth, care and disability by hand, about the two families of `terminal_inbox`."""

from datetime import date
from pathlib import Path

import polars as pl
import terminal_inbox

from sukoyaka.governance import register as registers
from sukoyaka.terminal.check.inbox import Inbox, find, open_file
from sukoyaka.terminal.deliver import write_data
from sukoyaka.terminal.keys import Keyring
from sukoyaka.terminal.resolve.flow import Resolved, resolve

DAY, KEYRING, REGISTER = date(2024, 4, 1), Keyring(bytes(32)), registers.load()
FILES = {
    "被保護者_20240401.csv": """
        ケース番号,宛名番号,世帯員続柄,世帯類型,保護開始日,開始理由,生活扶助,住宅扶助,医療扶助,妊産婦加算,就労状況,保護廃止日,廃止理由,特記事項
        30001,0000000021,世帯主,2,5040301,03,1,1,1,0,9,,,夜に訪問
        30001,0000000022,子,2,5040301,03,1,1,0,0,,,,
        30002,0000000011,世帯主,5,5020401,04,1,0,1,0,9,5030331,04,
        30003,0000000031,世帯主,1,5020401,07,1,1,1,0,9,,,
        30004,0000000013,世帯主,1,5051301,07,1,1,1,0,9,,,
    """,
    "妊娠届_20240401.csv": """
        届出番号,届出日,宛名番号,妊婦氏名,妊婦氏名カナ,妊婦生年月日,性別,妊娠週数,届出時期区分,分娩予定日,初産経産,多胎区分,婚姻状況,問診_妊娠の気持ち,問診_協力者,問診_経済的な不安,問診_喫煙,問診_パートナーからの暴力,問診_こころの病気,面談所見
        N1,2020/10/1,,高崎　花子,タカサキ　ハナコ,1990/3/4,女,9,1,2021/5/6,1,1,3,1,1,2,1,2,2,涙ぐむ
        N2,2021/12/20,0000000021,田中　美奈,ﾀﾅｶ ﾐﾅ,1993/7/8,女,32,4,2022/2/14,1,2,3,4,2,1,2,1,1,
        N3,2022/1/1,,別府　人美,ベップ　ヒトミ,1991/1/1,女,10,1,2022/7/30,1,1,1,1,1,2,1,2,2,
    """,
    "妊婦健診_20240401.csv": """
        受診票番号,宛名番号,氏名,氏名カナ,生年月日,性別,受診回,受診日,妊娠週数,体重,収縮期血圧,尿蛋白,HBs抗原,医療機関コード
        J1,0000000011,髙﨑　花子,ﾀｶｻｷ ﾊﾅｺ,1990/3/4,2,1,20201015,11,55.0,110,1,1,1400001
        J2,,髙﨑　花子,ﾀｶｻｷ ﾊﾅｺ,1990/3/4,2,2,20201112,15,55.5,112,1,,1400001
        J3,0000000011,髙﨑　花子,ﾀｶｻｷ ﾊﾅｺ,1990/3/4,2,15,20201212,19,56.0,112,1,,1400001
    """,
    "歯科健診_20240401.csv": """
        宛名番号,健診種別,受診日,現在歯数,う歯数,未処置歯数,処置歯数,う蝕罹患型,軟組織異常,咬合異常,歯の汚れ,歯科判定,問診_仕上げみがき,問診_間食の時間,フッ化物塗布,備考
        0000000012,1歳6か月児歯科,令和4年12月1日,12,3,2,1,A,1,1,多い,4,3,2,1,甘い物が多い
        0000000022,1歳6か月児歯科,令和5年8月1日,12,0,0,0,D,1,1,きれい,1,1,1,1,
        23,1歳6か月児歯科,令和5年8月1日,12,0,0,0,O1,1,1,きれい,1,1,1,1,
    """,
    "介護認定_20240401.csv": """
        被保険者番号,宛名番号,申請区分,認定日,要介護状態区分,認定有効期間開始日,認定有効期間終了日,利用サービス区分,認知症高齢者自立度,負担割合
        1234567890,0000000013,1,R05.07.20,23,R05.07.01,R07.06.30,1,2,1
    """,
    "障害者手帳_20240401.csv": """
        手帳番号,宛名番号,手帳種別,等級,交付日,返還日,障害名,障害支援区分,利用サービス
        T1,0000000021,3,2,R3/4/1,,うつ病,,0
        T2,0000000011,1,4,H28/4/1,R4/3/31,下肢機能障害,3,11
    """,
}
SOURCES = ("care_insurance", "dental", "disability", "maternity", "pregnancy_notice", "public_assistance")


def write(inbox: Path) -> Path:
    """The inbox of `terminal_inbox` with these files beside it."""
    terminal_inbox.write(inbox)
    for name, text in FILES.items():
        put(inbox, name, text)
    return inbox


def put(inbox: Path, name: str, text: str) -> None:
    """One file, as departments write them."""
    lines = [line.strip() for line in text.strip().splitlines()]
    (inbox / name).write_bytes(("\r\n".join(lines) + "\r\n").encode("cp932"))


def opened(inbox: Path) -> Inbox:
    """Every file read and checked."""
    into = Inbox()
    for path, source in find(inbox, REGISTER):
        if source:
            open_file(inbox, path, source, DAY, into)
    return into


def resolved(inbox: Path) -> Resolved:
    """Whose row each is."""
    return resolve({name: pl.concat(parts) for name, parts in opened(inbox).tables.items()}, REGISTER)


def masked(inbox: Path, out: Path) -> dict[str, pl.DataFrame]:
    """The tables of the data parcel."""
    write_data(resolved(inbox), REGISTER, KEYRING, DAY, out)
    return {path.stem: pl.read_parquet(path) for path in out.glob("*.parquet")}
