"""What changed between two versions of the criteria, in lines that a nurse can read.

Reads two criteria, returns changes. No data about anybody is needed: this is for the desk where a new version is argued.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sukoyaka.hub.screening import wording
from sukoyaka.hub.screening.criteria import Criteria, Entry
from sukoyaka.records.findings import Tier


@dataclass(frozen=True)
class Change:
    """One difference. `kind` is what a program asks for, `line` what a person reads."""

    kind: str  # "item added", "threshold changed" …
    where: str  # "item.moves", "list.at_risk" …
    line: str


Told = Callable[[Entry], str]
NUMBERS: Mapping[str, tuple[str, Told]] = {
    "points": ("点", wording.degrees),
    "feature": ("使う特徴量", lambda entry: entry.feature.name),
    "domain": ("領域", lambda entry: entry.domain),
}
FLAGS: Mapping[str, tuple[str, Told]] = {
    "bound": ("旗が立つところ", lambda entry: wording.reached(entry, entry.degrees[0].bound)),
    "bound under four": (
        "旗が立つところ（低年齢）",
        lambda entry: "同じ" if entry.under_four is None else wording.reached(entry, entry.under_four),
    ),
    "feature": ("使う特徴量", lambda entry: entry.feature.name),
    "list": ("載る一覧", lambda entry: str(entry.tier)),
}
WORDS: Mapping[str, tuple[str, Told]] = {
    "wording": ("文言", lambda entry: entry.asks),
    "why": ("理由", lambda entry: entry.why),
    "source": ("出典", lambda entry: entry.source),
    "author": ("担当", lambda entry: entry.author),
    "since": ("適用日", lambda entry: entry.since.isoformat()),
}


def compare(old: Criteria, new: Criteria) -> tuple[Change, ...]:
    """Every difference between two versions; none where they say the same, whatever their comments."""
    return (*_heads(old, new), *_lists(old, new), *_domains(old, new), *_flags(old, new), *_items(old, new))


def _heads(old: Criteria, new: Criteria) -> Iterator[Change]:
    yield from _changed("title", "criteria", "題名", old.title, new.title)
    yield from _changed("audit share", "audit", "無作為に見る割合", f"{old.audit_share:.1%}", f"{new.audit_share:.1%}")
    yield from _changed("audit why", "audit", "無作為に見る理由", old.audit_why, new.audit_why)
    months = "「低年齢」とする月齢"
    yield from _changed("under four", "under_four", months, f"{old.under_four_months}か月未満", f"{new.under_four_months}か月未満")
    yield from _changed("under four why", "under_four", "「低年齢」の理由", old.under_four_why, new.under_four_why)


def _lists(old: Criteria, new: Criteria) -> Iterator[Change]:
    for tier in Tier:
        where, name = f"list.{tier}", f"一覧「{old.labels[tier]}」"
        before, after = old.lists[tier], new.lists[tier]
        yield from _changed("label", where, f"{name}の呼び名", old.labels[tier], new.labels[tier])
        yield from _changed("threshold", where, f"{name}の最低点", f"{before.threshold}点", f"{after.threshold}点")
        yield from _changed("capacity", where, f"{name}の定員（1万人あたり）", f"{before.per_10000}人", f"{after.per_10000}人")


def _domains(old: Criteria, new: Criteria) -> Iterator[Change]:
    for key in [*old.domains, *(key for key in new.domains if key not in old.domains)]:
        where, name = f"domain.{key}", f"領域「{key}」"
        if key not in new.domains:
            yield Change("domain removed", where, f"− {name}をなくす")
        elif key not in old.domains:
            yield Change("domain added", where, f"＋ {name}を加える（点の上限 {wording.points(new.domains[key].cap)}）")
        else:
            caps = (wording.points(side.domains[key].cap) for side in (old, new))
            yield from _changed("cap", where, f"{name}の点の上限", *caps)


def _flags(old: Criteria, new: Criteria) -> Iterator[Change]:
    yield from _entries("red flag", "red_flag", "赤旗", (old.red_flags, new.red_flags), FLAGS)


def _items(old: Criteria, new: Criteria) -> Iterator[Change]:
    yield from _entries("item", "item", "項目", (old.items, new.items), NUMBERS)


def _entries(
    kind: str, table: str, word: str, sides: tuple[tuple[Entry, ...], tuple[Entry, ...]], weighing: Mapping[str, tuple[str, Told]]
) -> Iterator[Change]:
    before, after = ({entry.id: entry for entry in side} for side in sides)
    for key in [*before, *(key for key in after if key not in before)]:
        where = f"{table}.{key}"
        if key not in after:
            yield Change(f"{kind} removed", where, f"− {word}をなくす：{before[key].asks}（{_weight(before[key])}）")
        elif key not in before:
            yield Change(f"{kind} added", where, f"＋ {word}を加える：{after[key].asks}（{_weight(after[key])}）")
        else:
            for what, (said, told) in {**weighing, **WORDS}.items():
                yield from _changed(f"{kind} {what}", where, f"{word}「{before[key].asks}」の{said}", told(before[key]), told(after[key]))


def _weight(entry: Entry) -> str:
    return wording.reached(entry, entry.degrees[0].bound) if entry.tier else wording.degrees(entry)


def _changed(kind: str, where: str, name: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(f"{kind} changed", where, f"～ {name}：{before} → {after}")
