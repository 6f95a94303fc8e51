"""The comparison names each kind of change, and nothing where nothing changed."""

import pytest

from sukoyaka.hub.screening import criteria, diff

V1 = (criteria.default_directory() / "v1.toml").read_text(encoding="utf-8")
EXTRA = """
[item.extra]
asks = "健診を受けていない回がある"
feature = "missed_checkups"
points = [{ at_least = 1, points = 1 }]
domain = "成長・健康"
unknown = "show"
why = "ためし"
source = "ためし"
author = "ためし"
since = 2024-04-01
"""
FLAG = (
    EXTRA.replace("[item.extra]", "[red_flag.extra]")
    .replace("points = [{ at_least = 1, points = 1 }]", "at_least = 1")
    .replace('domain = "成長・健康"', 'list = "at_risk"')
)


@pytest.fixture
def changes(tmp_path):
    def between(before, after):
        for name, text in (("old", before), ("new", after)):
            (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        return diff.compare(criteria.named(str(tmp_path / "old.toml")), criteria.named(str(tmp_path / "new.toml")))

    return between


def test_the_same_criteria_differ_in_nothing(changes):
    assert changes(V1, V1 + "\n# 注釈だけの違い\n") == ()


@pytest.mark.parametrize(
    ("old", "new", "kind", "says"),
    [
        ('判定基準 第1版"', '判定基準 第2版"', "title changed", "題名"),
        ("threshold = 5", "threshold = 4", "threshold changed", "「リスクあり」の最低点：5点 → 4点"),
        ("per_10000 = 40", "per_10000 = 50", "capacity changed", "40人 → 50人"),
        ("cap = -3", "cap = -2", "cap changed", "−3点 → −2点"),
        ("share = 0.05", "share = 0.1", "audit share changed", "5.0% → 10.0%"),
        ("months = 48", "months = 36", "under four changed", "48か月未満 → 36か月未満"),
        ('at_risk = "リスクあり"', 'at_risk = "見に行く"', "label changed", "リスクあり → 見に行く"),
        ("{ at_least = 2, points = 5 }", "{ at_least = 2, points = 6 }", "item points changed", "+5点 → "),
        ("健診を受けていない（対象", "健診を受けていない回（対象", "item wording changed", "の文言："),
        ('why = "孤立"', 'why = "孤立しやすい"', "item why changed", "孤立 → 孤立しやすい"),
        ("at_least_under_four = 1\n", "", "red flag bound under four changed", "→ 同じ"),
        ("1年以内に受け付け、まだ", "1年以内に受け、まだ", "red flag wording changed", "赤旗「重度以上"),
    ],
)
def test_a_change_is_named(changes, old, new, kind, says):
    assert old in V1
    (change,) = changes(V1, V1.replace(old, new, 1))
    assert change.kind == kind
    assert says in change.line


@pytest.mark.parametrize(("extra", "kind", "word"), [(EXTRA, "item", "項目"), (FLAG, "red flag", "赤旗")])
def test_what_is_added_one_way_is_removed_the_other(changes, extra, kind, word):
    (added,) = changes(V1, V1 + extra)
    (removed,) = changes(V1 + extra, V1)
    assert (added.kind, removed.kind) == (f"{kind} added", f"{kind} removed")
    assert added.line.startswith(f"＋ {word}を加える：健診を受けていない回がある")
    assert removed.line.startswith(f"− {word}をなくす：健診を受けていない回がある")


def test_a_domain_with_its_item_moves(changes):
    renamed = V1.replace('[domain."医療"]', '[domain."受診"]').replace('domain = "医療"', 'domain = "受診"')
    kinds = [change.kind for change in changes(V1, renamed)]
    assert kinds[:2] == ["domain removed", "domain added"]
    assert set(kinds[2:]) == {"item domain changed"}


def test_a_draft_with_an_unknown_feature_is_refused(tmp_path):
    (tmp_path / "draft.toml").write_text(V1.replace('feature = "days_unseen"', 'feature = "tax"'), encoding="utf-8")
    with pytest.raises(criteria.CriteriaInvalid, match="'tax'"):
        criteria.named(str(tmp_path / "draft.toml"))


def test_a_draft_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(criteria.CriteriaInvalid, match="no criteria draft"):
        criteria.named(str(tmp_path / "draft.toml"))
