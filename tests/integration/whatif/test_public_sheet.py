"""What the public is told is made from the very file that is used: every item, whose records, what it is not."""

import html
import json

import pytest
from click.testing import CliRunner

from sukoyaka.governance import register
from sukoyaka.hub.commands import group
from sukoyaka.hub.screening import criteria
from sukoyaka.hub.screening.report import pages


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_every_item_and_every_source_is_told(name):
    rules, held = criteria.load(name), register.load()
    page = html.unescape(pages.public(rules, held, "横須賀市", "こども家庭支援課"))
    for entry in rules.entries:
        assert entry.asks in page, entry.id
    assert held.source("checkup_child").name in page
    assert held.source("checkup_child").holder in page
    assert rules.digest in page


def test_it_says_what_it_is_not_and_where_to_ask():
    page = pages.public(criteria.load("v1"), register.load(), "横須賀市", "窓口 <046>")
    for said in (
        "計算機は決めません",
        "虐待があるという意味ではありません",
        "罰や不利益には使いません",
        "税の情報は使いません",
        "窓口 &lt;046&gt;",
    ):
        assert said in page
    assert not any(word in page for word in criteria.CUSTODY)


@pytest.mark.parametrize("name", ["v1", "v2"])
def test_the_sheet_for_nurses_is_made_of_every_version(name):
    assert criteria.load(name).items[0].asks in html.unescape(pages.sheet(criteria.load(name)))


def test_the_command_writes_a_page_that_stands_alone(tmp_path):
    out = tmp_path / "public.html"
    done = CliRunner().invoke(group, ["criteria", "public", "v1", "--contact", "窓口", "--out", str(out), "--json"])
    assert json.loads(done.stdout)["page"] == str(out)
    assert "src=" not in out.read_text()
    assert "<script" not in out.read_text()
