"""A synthetic diagnosis master in the published layout: about eighty codes over the groups that matter here.

Reads nothing; writes `傷病名マスター/b_YYYYMMDD.txt`. Why: claims name diagnoses by code, and only a master says which
ICD-10 category a code is. The codes are invented (88…) and belong to no edition.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from sukoyaka.city.sheet import write_whole

FIELDS = 24
CODE, NAME, ICD10 = 2, 5, 15
UNCODED = "0000999"
# group → ICD-10 and name
GROUPS: dict[str, str] = {
    "child": (
        "J069急性上気道炎 J209急性気管支炎 J459気管支喘息 H669中耳炎 A099感染性胃腸炎 L209アトピー性皮膚炎 L309湿疹 "
        "B084手足口病 B085ヘルパンギーナ R509発熱 J304アレルギー性鼻炎 K590便秘症 T784アレルギー L010伝染性膿痂疹 H109結膜炎 "
        "J029咽頭炎 J039扁桃炎 J189肺炎 L22おむつ皮膚炎 B349ウイルス感染症 N390尿路感染症"
    ),
    "child injury": (
        "S000頭部打撲傷 S008顔面打撲傷 S018顔面挫創 S060脳振盪 S065外傷性硬膜下血腫 S020頭蓋骨骨折 S224肋骨骨折 S424上腕骨骨折 "
        "S525前腕骨折 S723大腿骨骨折 S822下腿骨折 T230手熱傷 T210体幹熱傷 T300熱傷 T189消化管異物 T179気道異物 T509薬物誤飲 "
        "T741小児虐待症候群 H356網膜出血"
    ),
    "neglect": ("R628発育遅延 R633哺乳障害 E46栄養失調症 E86脱水症 E440体重増加不良"),
    "development": (
        "F809言語発達遅滞 F840自閉スペクトラム症 F900注意欠如多動症 F89発達障害 F981遺糞症 F950チック障害 Q210心室中隔欠損症 "
        "P073低出生体重児"
    ),
    "adult": (
        "J069感冒 I10高血圧症 M545腰痛症 E785脂質異常症 K210逆流性食道炎 G439片頭痛 E119２型糖尿病 J304花粉症 L509じんま疹 "
        "M751肩関節周囲炎 K297胃炎 N309膀胱炎 D509鉄欠乏性貧血"
    ),
    "mind": (
        "F329うつ病 F339反復性うつ病 F319双極性障害 F209統合失調症 F419不安障害 F432適応障害 F431心的外傷後ストレス障害 "
        "F410パニック障害 F519不眠症 F102アルコール依存症 F603パーソナリティ障害 F530産後うつ病"
    ),
    "adult injury": ("S002眼部打撲傷 S202胸部打撲傷 S400上腕打撲傷 T741成人虐待症候群"),
}


@dataclass(frozen=True)
class Diagnosis:
    """Seven-digit code, ICD-10 without its dot, name."""

    code: str
    icd10: str
    name: str


@cache
def groups() -> dict[str, list[Diagnosis]]:
    """Diagnoses by group; codes count up from 8800001 over all groups."""
    found: dict[str, list[Diagnosis]] = {}
    number = 8_800_000
    for group, words in GROUPS.items():
        found[group] = []
        for word in words.split():
            cut = 4 if word[3].isdigit() else 3
            number += 1
            found[group].append(Diagnosis(str(number), word[:cut], word[cut:]))
    return found


def write_master(extracts: Path, edition: str) -> None:
    """The master file: quoted CSV in CP932, no header."""
    lines = []
    for diagnosis in (d for group in groups().values() for d in group):
        fields = ["0", "B", *[""] * (FIELDS - 2)]
        fields[CODE], fields[NAME], fields[ICD10] = diagnosis.code, diagnosis.name, diagnosis.icd10
        lines.append(",".join(f'"{field}"' for field in fields))
    write_whole(extracts / "傷病名マスター" / f"b_{edition}.txt", ("\r\n".join(lines) + "\r\n").encode("cp932"))
