"""A small invented city as the office receives it: an identity parcel and a findings parcel, made from the shapes alone.

Every number follows from a seed, so a test can name what it expects.
"""

import json
import random
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from sukoyaka.parcel.keys import ZoneKeys, save_public
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records import findings
from sukoyaka.records.delivery import IDENTITIES
from sukoyaka.records.findings import Run
from sukoyaka.records.shape import Kind, Table

AS_OF = date(2024, 4, 1)
TYPES = {
    Kind.TEXT: pl.String(),
    Kind.SMALL: pl.Int32(),
    Kind.DATE: pl.Date(),
    Kind.FLAG: pl.Boolean(),
    Kind.INTEGER: pl.Int64(),
}
SOURCES = {
    "resident": ("住基", "窓口サービス課", "2024-03-31"),
    "checkup_child": ("小児健診", "健康増進課", "2024-02-29"),
    "vaccination": ("小児予防接種", "保健所企画課", "2024-02-29"),
    "claims_nhi": ("国保医療レセプト", "健康保険課", "2023-12-31"),
    "consultation": ("児童相談・虐待相談", "こども家庭支援課", "2024-03-31"),
    "child_allowance": ("児童扶養手当", "こども給付課", "2024-03-31"),
}
ITEMS = {
    "C01": ("過去に児童相談または虐待相談の記録がある", "consultation", 6, True),
    "C07": ("健診を受けていない（対象月齢を過ぎ、勧奨後も）", "checkup_child", 5, False),
    "C11": ("予防接種が標準の時期から6か月以上遅れている", "vaccination", 3, False),
    "C15": ("1年以内に外傷による受診が2回以上ある", "claims_nhi", 4, False),
    "C22": ("過去2年に転居が2回以上ある", "resident", 2, False),
    "C30": ("祖父母と同居している", "resident", -2, False),
    "C90": ("虐待相談の受付がある（経過として示す。点にしない）", "consultation", 0, False),
}
FAMILY = ("佐藤", "鈴木", "高橋", "田中", "渡邊", "伊藤", "山本", "中村")
GIVEN = (("蓮", "レン", "male"), ("陽葵", "ヒマリ", "female"), ("湊", "ミナト", "male"), ("凛", "リン", "female"))
KANA = ("サトウ", "スズキ", "タカハシ", "タナカ", "ワタナベ", "イトウ", "ヤマモト", "ナカムラ")


@dataclass(frozen=True)
class City:
    """Tables of one delivery, by name of the table, and the run."""

    tables: dict[str, list[dict[str, object]]]
    run: Run

    @property
    def cases(self) -> list[str]:
        """Listed children, 支援必要 first, in order of rank."""
        return [str(row["case"]) for row in self.tables["children"]]


def case_of(number: int) -> str:
    """A pseudonym: 32 hex digits."""
    return random.Random(number).randbytes(16).hex()  # noqa: S311 - invented people


def city(support_needed: int = 4, at_risk: int = 60, as_of: date = AS_OF, seed: int = 1) -> City:
    """Listed children with lives. The last child has no identity; the first is under 支援措置."""
    rng = random.Random(seed)  # noqa: S311 - invented people
    tables: dict[str, list[dict[str, object]]] = {table.name: [] for table in findings.TABLES} | {"identities": []}
    for index in range(support_needed + at_risk):
        tier = "support_needed" if index < support_needed else "at_risk"
        rank = index + 1 if index < support_needed else index - support_needed + 1
        _child(tables, index, tier, rank, as_of, rng, named=index < support_needed + at_risk - 1)
    run = Run(
        run_id=random.Random(f"{seed}{as_of}").randbytes(16).hex(),  # noqa: S311 - a name, not a secret
        as_of=as_of,
        criteria="v1",
        criteria_title="共通リスクアセスメント 試行版",
        snapshot="0" * 32,
        labels={"support_needed": "支援必要", "at_risk": "リスクあり"},
        population=1500,
        support_needed=support_needed,
        at_risk=at_risk,
        unknown_share=0.31,
        sources=[
            {
                "source": key,
                "name": name,
                "holder": holder,
                "known_through": day,
                "rows_read": 2000,
                "rows_held_back": 30,
                "rows_unplaced": 4,
            }
            for key, (name, holder, day) in SOURCES.items()
        ],
    )
    return City(tables, run)


def _child(
    tables: dict[str, list[dict[str, object]]], index: int, tier: str, rank: int, as_of: date, rng: random.Random, *, named: bool
) -> None:
    case, months = case_of(index), 52 if index == 2 else 4 + rng.randrange(60)
    birth = (as_of - timedelta(days=months * 30)).replace(day=1)
    measure, insured = index == 0, rng.random() < 0.5 or index == 2
    sex = GIVEN[index % 4][2]
    flagged = index % 5 == 0 or index == 2
    chosen = (
        ["C01"] * flagged
        + rng.sample(["C07", "C11", "C15", "C22"], 1 + rng.randrange(3))
        + ["C30"] * (index % 2 == 0)
        + ["C90"] * (index == 2)
    )
    audit = tier == "at_risk" and index % 7 == 3
    tables["children"].append(
        {
            "case": case,
            "tier": tier,
            "rank": rank,
            "selected_by": "audit" if audit else "red_flag" if flagged else "score",
            "birth_month": birth,
            "sex": sex,
            "town": None if measure else f"{110000 + 1000 * (index % 6)}",
            "items_known": 30 + rng.randrange(14),
            "items_total": 46,
            "firmness": (None, "firm", "usual", "loose")[index % 4],
            "settled_by": None if index % 3 == 0 else "健診の問診：次の健診の記録、または母子健康手帳の確認",
            "last_seen_on": None if index % 6 == 5 else as_of - timedelta(days=rng.randrange(20, 400)),
        }
    )
    if named:
        tables["identities"].append(identity(case, index, birth + timedelta(days=rng.randrange(28)), sex, measure=measure))
    tables["reasons"] += (
        [] if audit else [row for position, item in enumerate(chosen, 1) for row in _reason(case, position, item, as_of, rng)]
    )
    if index == 2:
        tables["reasons"].append(_cap(case, len(chosen) + 1))
    tables["unknowns"] += _unknowns(case, insured)
    tables["members"] += _members(case, index, birth, as_of, sex)
    tables["life"] += _life(case, index, birth, as_of, rng, flagged=flagged, insured=insured)
    tables["coverage"] += _coverage(case, birth, as_of, insured=insured, late=index % 3 == 1)


def identity(case: str, index: int, birth: date, sex: str, *, measure: bool = False, as_of: date = AS_OF) -> dict[str, object]:
    """One row of the identity parcel."""
    given, kana, _ = GIVEN[index % 4]
    return {
        "case": case,
        "name": f"{FAMILY[index % 8]} {given}",
        "kana": f"{KANA[index % 8]} {kana}",
        "birth_date": birth,
        "sex": sex,
        "postal_code": None if measure else "238-0000",
        "address": None if measure else f"みらい市汐見台{index + 1}丁目2番{index + 3}号",
        "support_measure": measure,
        "support_until": date(2025, 3, 31) if measure else None,
        "as_of": as_of,
    }


def _reason(case: str, position: int, item: str, as_of: date, rng: random.Random) -> list[dict[str, object]]:
    asks, source, points, flag = ITEMS[item]
    found = {
        "C01": "虐待相談の受付（身体的虐待の疑い）",
        "C07": "1歳6か月児健診 未受診",
        "C11": "MR1期 未接種",
        "C15": "前腕の打撲による受診",
        "C22": "転居",
        "C30": "祖母と同居",
        "C90": "虐待相談の受付",
    }[item]
    days = sorted(as_of - timedelta(days=rng.randrange(30, 600)) for _ in range(2 if item in {"C15", "C22"} else 1))
    base = {"case": case, "position": position, "item": item, "asks": asks, "found": found, "red_flag": flag}
    about = {"domain": "成長・健康", "source": source, "source_name": SOURCES[source][0]}
    late = timedelta(days=35 if source == "claims_nhi" else 3)
    # the points stand on the latest fact, so that they sum to the score
    return [base | about | {"points": points * (day == days[-1]), "happened_on": day, "known_on": day + late} for day in days]


def _cap(case: str, position: int) -> dict[str, object]:
    """A row about the counting, not about the child."""
    words = {"item": "cap/成長・健康", "asks": "領域「成長・健康」の点の上限", "found": "同じ領域の項目が重なったため、点を頭打ちにした"}
    counted = {"case": case, "position": position, "points": -3, "red_flag": False, "domain": "成長・健康"}
    return words | counted | {"source": "criteria", "source_name": "判定基準", "happened_on": None, "known_on": None}


def _unknowns(case: str, insured: bool) -> list[dict[str, object]]:
    absent = "妊婦健診のデータが基盤にない", "妊婦健診データの連携"
    rows = [("C40", "妊婦健診の受診が5回以下であった", *absent), ("C41", "妊娠の届出が22週以降であった", *absent)]
    if not insured:
        rows.append(("C15", "1年以内に外傷による受診が2回以上ある", "国保に加入しておらず、受診が見えない", "小児医療レセプトの連携"))
    return [{"case": case, "item": item, "asks": asks, "why": why, "settles": settles} for item, asks, why, settles in rows]


def _members(case: str, index: int, birth: date, as_of: date, sex: str) -> list[dict[str, object]]:
    mother, father, granny = (case_of(10_000 + 3 * index + offset) for offset in range(3))
    left = as_of - timedelta(days=200) if index % 4 == 1 else None

    def row(member: str, relation: str, born: date, sex: str, until: date | None = None, same: bool = True) -> dict[str, object]:
        who = {"case": case, "member": member, "relation": relation, "birth_month": born, "sex": sex}
        return who | {"from_on": birth, "until_on": until, "same_household": same}

    rows = [
        row(case, "子", birth, sex),
        row(mother, "妻", date(1994, 5, 1), "female"),
        row(father, "世帯主", date(1991, 2, 1), "male", left),
    ]
    return rows + ([row(granny, "母", date(1962, 8, 1), "female", None, False)] if index % 2 == 0 else [])


def _life(case: str, index: int, birth: date, as_of: date, rng: random.Random, *, flagged: bool, insured: bool) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []

    def add(strand: str, source: str, days: int, code: str, label: str, value: str | None = None, member: str = case) -> None:
        day = birth + timedelta(days=days)
        if day < as_of:
            what = {"case": case, "member": member, "strand": strand, "happened_on": day, "known_on": day + timedelta(days=14)}
            rows.append(what | {"code": code, "label": label, "value": value, "source": source, "source_name": SOURCES[source][0]})

    add("life", "resident", 0, "RESIDENCE/BIRTH", "出生")
    add("life", "resident", 430, "RESIDENCE/MOVE_WITHIN", "転居")
    for month, name, which, kilos in (
        (4, "3-4か月児健診", "4M", 6.4),
        (10, "9-10か月児健診", "10M", 8.3),
        (18, "1歳6か月児健診", "18M", 10.1),
        (37, "3歳児健診", "36M", 13.4),
    ):
        if rng.random() < 0.75:
            add(
                "life",
                "checkup_child",
                month * 30 + rng.randrange(25),
                f"CHECKUP/{which}/WEIGHT",
                f"{name} 体重",
                f"{kilos + rng.random() - 0.5:.1f} kg",
            )
    for month, dose, code in (
        (2, "ヒブ 1回", "HIB/1"),
        (3, "ヒブ 2回", "HIB/2"),
        (4, "ヒブ 3回", "HIB/3"),
        (5, "BCG", "BCG/1"),
        (12, "MR 1期", "MR/1"),
        (15, "水痘 1回", "VARICELLA/1"),
        (36, "日本脳炎 1回", "JE/1"),
    ):
        if rng.random() < 0.8:
            add("life", "vaccination", month * 30 + rng.randrange(40), f"VACCINE/{code}", f"予防接種 {dose}")
    if insured:
        for _ in range(rng.randrange(4, 30)):
            add("life", "claims_nhi", rng.randrange(30, 1700), "CLAIM/VISIT", "受診（外来）")
        add("concern", "claims_nhi", 500, "CLAIM/DX/S50", "前腕の表在損傷")
        add("concern", "claims_nhi", 300, "CLAIM/DX/F32", "うつ病エピソード", member=case_of(10_000 + 3 * index))
    if flagged:
        add("concern", "consultation", 620, "CONSULTATION/ABUSE", "虐待相談の受付", "身体的虐待の疑い")
        add("agency", "consultation", 623, "CONSULTATION/VISIT", "家庭訪問")
        add("agency", "consultation", 640, "CONSULTATION/MEETING", "個別ケース検討会議")
    add("agency", "child_allowance", 400, "ALLOWANCE/START", "児童扶養手当 認定")
    return rows


def _coverage(case: str, birth: date, as_of: date, *, insured: bool, late: bool) -> list[dict[str, object]]:
    rows = []
    for source, (name, _, through) in SOURCES.items():
        if source == "claims_nhi" and not insured:
            continue
        start = birth + timedelta(days=300 if late and source != "resident" else 0)
        until = min(date.fromisoformat(through) + timedelta(days=1), as_of)
        if start < until:
            rows.append({"case": case, "source": source, "source_name": name, "from_on": start, "until_on": until})
    return rows


def frame(table: Table, rows: list[dict[str, object]]) -> pl.DataFrame:
    """Rows in the declared shape and order."""
    schema = {column.name: TYPES[column.kind] for column in table.columns}
    return pl.DataFrame([{name: row[name] for name in schema} for row in rows], schema=schema, orient="row").sort(table.order)


def write_parcels(made: City, out: Path, *, terminal: ZoneKeys, hub: ZoneKeys, office: ZoneKeys, sequence: int = 1) -> dict[str, Path]:
    """Seals both parcels to the office into `out`. Returns them by kind."""
    plain = out / f".plain-{sequence}"
    plain.mkdir(parents=True)
    letter = {"sequence": sequence, "created_on": made.run.as_of, "register_version": "0" * 16}
    frame(IDENTITIES, made.tables["identities"]).write_parquet(plain / "identities.parquet")
    (plain / "run.json").write_text(json.dumps(asdict(made.run) | {"as_of": made.run.as_of.isoformat()}, ensure_ascii=False))
    files = {"run.json": plain / "run.json"}
    for table in findings.TABLES:
        files[f"{table.name}.parquet"] = plain / f"{table.name}.parquet"
        frame(table, made.tables[table.name]).write_parquet(files[f"{table.name}.parquet"])
    identities = {"identities.parquet": plain / "identities.parquet"}
    return {
        "identity": seal(identities, Letter("identity", **letter), sender=terminal, receiver=office.public(), out=out),
        "findings": seal(files, Letter("findings", **letter), sender=hub, receiver=office.public(), out=out),
    }


def pin(home: Path, *zones: ZoneKeys) -> None:
    """Gives the office the public halves of the zones."""
    for keys in zones:
        save_public(keys.public(), home / "trusted")
