"""`hub criteria sheet` and `diff`: every item in words, and nothing left out."""

import html
import json
import re

from click.testing import CliRunner

from sukoyaka.hub.commands import group
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.report import pages

V1 = criteria.load("v1")


def words(page):
    return re.sub(r"\s+", " ", html.unescape(page))


def test_the_sheet_holds_every_item_with_why_source_author_and_points():
    page = words(pages.sheet(V1))
    for entry in V1.entries:
        for said in (entry.asks, entry.why, entry.source, entry.author, entry.since.isoformat()):
            assert said in page, entry.id
    assert "未受診の健診が2回（またはそれ以上）" in page
    assert "+5点" in page
    assert "−1点" in page
    assert "領域の上限 +8点" in page
    assert all(kind in page for kind in ("必要", "状況", "見守り接点"))


def test_red_flags_come_first_and_history_last():
    page = pages.sheet(V1)
    places = [page.index(heading) for heading in ("<h2>赤旗", "<h2>点になる項目", "<h2>守りになる項目", "<h2>経過として示す項目")]
    assert places == sorted(places)


def test_the_sheet_says_what_a_low_result_and_unknown_mean():
    page = pages.sheet(V1)
    assert "点が低いことは、安全を意味しません" in page
    assert "計算機は指さすだけです" in page
    assert "分からないことは「いいえ」ではありません" in page
    assert not any(word in page for word in criteria.CUSTODY)


def test_a_sheet_of_a_version_with_markup_in_its_words_is_still_a_page(draft):
    page = pages.sheet(criteria.named(draft("new", ('why = "孤立"', 'why = "<b>孤立</b>"'))))
    assert "&lt;b&gt;孤立&lt;/b&gt;" in page


def test_the_sheet_is_written_whole_and_alike_each_time(tmp_path):
    for name in ("a", "b"):
        done = CliRunner().invoke(group, ["criteria", "sheet", "v1", "--out", str(tmp_path / f"{name}.html"), "--json"])
        assert json.loads(done.stdout)["sha256"] == V1.digest
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.html", "b.html"]


def test_diff_speaks_in_lines_and_in_json(draft):
    done = CliRunner().invoke(group, ["criteria", "diff", "v1", draft("new"), "--json"])
    told = json.loads(done.stdout)
    assert [change["where"] for change in told["changes"]] == ["list.support_needed", "list.at_risk"]
    assert "定員（1万人あたり）：40人 → 400人" in done.stderr
