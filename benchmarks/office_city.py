"""An invented office of full size for the bench: listed children, their lives, a worker with thousands of cases.

Writes two parcels of the agreed shapes and receives them as any other; every number follows from one seed.
"""

import json
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from sukoyaka.parcel.keys import ZoneKeys
from sukoyaka.parcel.seal import Letter, seal
from sukoyaka.records import findings
from sukoyaka.records.findings import Run

AS_OF = date(2024, 4, 1)
SUPPORT_SHARE = 0.02
LONG_LIFE = 500  # events of the first child
ITEMS = [(f"C{n:02d}", f"項目{n:02d}に当てはまる記録がある", n % 7) for n in range(1, 47)]
SOURCES = {
    "resident": "住基",
    "checkup_child": "小児健診",
    "vaccination": "小児予防接種",
    "claims_nhi": "国保医療レセプト",
    "consultation": "児童相談・虐待相談",
    "child_allowance": "児童扶養手当",
}
CODES = (
    ("life", "vaccination", "VACCINE/HIB/1", "予防接種 ヒブ 1回", None),
    ("life", "checkup_child", "CHECKUP/18M/WEIGHT", "1歳6か月児健診 体重", "10.1 kg"),
    ("life", "claims_nhi", "CLAIM/VISIT", "受診（外来）", None),
    ("concern", "claims_nhi", "CLAIM/DX/S50", "前腕の表在損傷", None),
    ("life", "resident", "RESIDENCE/MOVE_WITHIN", "転居", None),
    ("agency", "consultation", "CONSULTATION/VISIT", "家庭訪問", None),
    ("agency", "child_allowance", "ALLOWANCE/START", "児童扶養手当 認定", None),
)


def cases(count: int, rng: np.random.Generator) -> list[str]:
    """Pseudonyms: 32 hex digits."""
    return [rng.bytes(16).hex() for _ in range(count)]


def tables(children: int, events: int, seed: int) -> dict[str, pl.DataFrame]:
    """The findings tables of so many children and events."""
    rng = np.random.default_rng(seed)
    listed = cases(children, rng)
    born = [AS_OF.replace(year=2024 - 1 - int(age), month=1 + int(month)) for age, month in rng.integers(0, [[5, 12]], (children, 2))]
    return {
        "children": _children(listed, born, rng),
        "reasons": _reasons(listed, rng),
        "unknowns": _unknowns(listed),
        "members": _members(listed, born, rng),
        "life": _life(listed, events, rng),
        "coverage": _coverage(listed, born),
    }


def _children(listed: list[str], born: list[date], rng: np.random.Generator) -> pl.DataFrame:
    first = int(len(listed) * SUPPORT_SHARE)
    count, place = len(listed), np.arange(len(listed))
    return pl.DataFrame(
        {
            "case": listed,
            "tier": np.where(place < first, "support_needed", "at_risk"),
            "rank": np.where(place < first, place + 1, place - first + 1),
            "selected_by": rng.choice(["red_flag", "score", "audit"], count, p=[0.2, 0.75, 0.05]),
            "birth_month": born,
            "sex": rng.choice(["male", "female"], count),
            "town": [f"{110000 + 1000 * int(n)}" for n in rng.integers(0, 120, count)],
            "items_known": rng.integers(20, 46, count),
            "items_total": np.full(count, 46),
            "last_seen_on": [AS_OF - timedelta(days=int(days)) for days in rng.integers(5, 700, count)],
            "firmness": rng.choice(["firm", "usual", "loose"], count),
            "settled_by": ["健診の問診：次の健診の記録"] * count,
        }
    )


def _reasons(listed: list[str], rng: np.random.Generator, each: int = 6) -> pl.DataFrame:
    picked = [ITEMS[n] for _ in listed for n in rng.choice(len(ITEMS), each, replace=False)]
    days = [AS_OF - timedelta(days=int(d)) for d in rng.integers(30, 900, len(picked))]
    return pl.DataFrame(
        {
            "case": np.repeat(listed, each),
            "position": np.tile(np.arange(1, each + 1), len(listed)),
            "item": [item for item, _, _ in picked],
            "asks": [asks for _, asks, _ in picked],
            "found": ["記録がある"] * len(picked),
            "points": [points for _, _, points in picked],
            "red_flag": [points == 6 for _, _, points in picked],
            "domain": ["成長・健康"] * len(picked),
            "source": ["checkup_child"] * len(picked),
            "source_name": ["小児健診"] * len(picked),
            "happened_on": days,
            "known_on": days,
        }
    )


def _unknowns(listed: list[str]) -> pl.DataFrame:
    asked = pl.DataFrame({"item": ["C40", "C41", "C42"], "asks": ["妊婦健診の受診", "妊娠の届出", "母子手帳の交付"]})
    why = {"why": pl.lit("妊婦健診のデータが基盤にない"), "settles": pl.lit("妊婦健診データの連携")}
    return pl.DataFrame({"case": listed}).join(asked, how="cross").with_columns(**why)


def _members(listed: list[str], born: list[date], rng: np.random.Generator) -> pl.DataFrame:
    who = [
        ("子", None, "male"),
        ("妻", date(1994, 5, 1), "female"),
        ("世帯主", date(1991, 2, 1), "male"),
        ("子", date(2017, 3, 1), "female"),
    ]
    rows = [
        (case, case if month is None else rng.bytes(16).hex(), relation, month or birth, sex, birth, None, True)
        for case, birth in zip(listed, born, strict=True)
        for relation, month, sex in who
    ]
    columns = [column.name for column in findings.MEMBERS.columns]
    return pl.DataFrame(rows, schema=columns, orient="row", infer_schema_length=None).with_columns(pl.col("until_on").cast(pl.Date))


def _life(listed: list[str], events: int, rng: np.random.Generator) -> pl.DataFrame:
    owner = np.concatenate([np.zeros(LONG_LIFE, dtype=int), rng.integers(1, len(listed), events - LONG_LIFE)])
    kinds = pl.DataFrame(CODES, schema=["strand", "source", "code", "label", "value"], orient="row").with_row_index("kind")
    frame = pl.DataFrame({"owner": owner, "kind": rng.integers(0, len(CODES), events), "ago": rng.integers(1, 1500, events)})
    named = frame.join(kinds.with_columns(pl.col("kind").cast(pl.Int64)), on="kind", maintain_order="left")
    happened = pl.lit(AS_OF) - pl.duration(days=pl.col("ago"))
    return named.with_columns(
        case=pl.Series(listed).gather(owner),
        member=pl.Series(listed).gather(owner),
        happened_on=happened,
        known_on=happened,
        source_name=pl.col("source").replace_strict(SOURCES),
    )


def _coverage(listed: list[str], born: list[date]) -> pl.DataFrame:
    sources = pl.DataFrame({"source": list(SOURCES), "source_name": list(SOURCES.values())})
    spans = pl.DataFrame({"case": listed, "from_on": born}).with_columns(until_on=pl.lit(AS_OF))
    return spans.join(sources, how="cross")


def write_parcel(frames: dict[str, pl.DataFrame], out: Path, hub: ZoneKeys, office: ZoneKeys) -> None:
    """Seals the tables as the hub would."""
    plain = out / ".plain"
    plain.mkdir(parents=True)
    for table in findings.TABLES:
        frames[table.name].select(table.column_names).sort(table.order).write_parquet(plain / f"{table.name}.parquet")
    listed = dict(frames["children"]["tier"].value_counts().iter_rows())
    run = Run(
        run_id="0" * 32,
        as_of=AS_OF,
        criteria="v1",
        criteria_title="測定用",
        snapshot="0" * 32,
        labels={"support_needed": "支援必要", "at_risk": "リスクあり"},
        population=frames["children"].height,
        support_needed=listed["support_needed"],
        at_risk=listed["at_risk"],
        unknown_share=0.3,
        sources=[{"source": key, "name": name, "holder": "健康増進課", "known_through": "2024-03-31"} for key, name in SOURCES.items()],
    )
    (plain / "run.json").write_text(json.dumps(asdict(run) | {"as_of": AS_OF.isoformat()}, ensure_ascii=False))
    files = {path.name: path for path in plain.iterdir()}
    seal(files, Letter("findings", 1, AS_OF, "0" * 16), sender=hub, receiver=office.public(), out=out)
