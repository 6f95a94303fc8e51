"""`hub criteria lint` and `hub features list`: what an operator sees, and the exit code of a refusal."""

import json

from click.testing import CliRunner

from sukoyaka.hub.commands import group
from sukoyaka.hub.screening.criteria import CriteriaInvalid, default_directory


def test_lint_says_that_v1_is_in_order():
    done = CliRunner().invoke(group, ["criteria", "lint", "v1", "--json"])
    assert done.exit_code == 0
    assert "missed_checkups" in json.loads(done.stdout)["items"]


def test_lint_refuses_an_unknown_feature(tmp_path, monkeypatch):
    text = (default_directory() / "v1.toml").read_text(encoding="utf-8")
    (tmp_path / "draft.toml").write_text(text.replace('feature = "days_unseen"', 'feature = "tax"'), encoding="utf-8")
    monkeypatch.setenv("SUKOYAKA_CRITERIA", str(tmp_path))
    done = CliRunner().invoke(group, ["criteria", "lint", "draft"])
    assert isinstance(done.exception, CriteriaInvalid)
    assert "'tax'" in done.exception.sentence()


def test_features_are_listed_with_what_they_read():
    done = CliRunner().invoke(group, ["features", "list", "--json"])
    rows = {row["feature"]: row for row in json.loads(done.stdout)["features"]}
    claims = ("claims_assistance", "claims_child", "claims_elderly", "claims_nhi", "claims_single_parent")
    assert {f"{source}.diagnosis" for source in claims} <= set(rows["injury_claims"]["reads"].replace(",", " ").split())
    assert rows["abuse_consultations"]["tier"] == "S"


def test_features_are_listed_in_words():
    done = CliRunner().invoke(group, ["features", "list", "--json"])
    rows = {row["feature"]: row for row in json.loads(done.stdout)["features"]}
    assert rows["missed_checkups"]["says"] == "未受診の健診が{n}回"
    assert rows["abuse_consultations"]["unknown"] == "つねに分かる"
    assert "レセプト" in rows["injury_claims"]["unknown"]
