"""What is refused, as people meet it; each refusal says why and leaves a trace."""

from typing import Any

import psycopg
import pytest

pytestmark = [pytest.mark.needs_browser, pytest.mark.needs_database]
Visitor = Any


def database(visitor: Visitor) -> str:
    place = visitor.office.home / "postgres"
    socket = (place / "postmaster.pid").read_text().splitlines()[4]
    return f"postgresql://postgres@/postgres?host={socket}"


def trace(visitor: Visitor, username: str) -> tuple[str, str]:
    with psycopg.connect(database(visitor)) as connection:
        row = connection.execute(
            "SELECT action, outcome FROM office_auditentry WHERE username = %s ORDER BY id DESC LIMIT 1", [username]
        ).fetchone()
    assert row
    return row[0], row[1]


@pytest.mark.parametrize("role", ["analyst", "holder", "steward"])
@pytest.mark.parametrize("screen", ["", "reveal/"])
def test_no_child_for_those_who_do_not_support_it(role: str, screen: str, visitor: Visitor) -> None:
    visitor.logs_in(role)
    visitor.goes(f"/children/{visitor.office.city.cases[1]}/{screen}")
    assert "この役割では、この操作は認められていません" in visitor.text()
    assert trace(visitor, role) == ("screen.open", "refused")


def test_the_refusal_is_readable(visitor: Visitor) -> None:
    visitor.logs_in("analyst")
    visitor.goes("/worklist/at-risk/")
    assert "総括管理主体に申請してください" in visitor.text()
    assert visitor.axe() == []
    visitor.screenshot("refused")


def test_a_wrong_password(visitor: Visitor) -> None:
    visitor.logs_in("steward", "not the password")
    assert "利用者名またはパスワードが違います" in visitor.text()
    assert trace(visitor, "steward") == ("session.log_in", "refused")


def test_a_reason_that_says_nothing(visitor: Visitor) -> None:
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{visitor.office.city.cases[1]}/")
    visitor.page.get_by_role("link", name="氏名を表示する").click()
    visitor.page.eval_on_selector("main form:last-of-type", "form => form.noValidate = true")
    visitor.page.get_by_label("アセスメント").check()
    visitor.page.get_by_label("理由").fill("確認")
    visitor.page.get_by_role("button", name="記録して表示する").click()
    assert "理由が短すぎます" in visitor.text()
    assert trace(visitor, "caseworker") == ("reveal.grant", "refused")


def test_an_expired_reveal_is_masked_by_the_server(visitor: Visitor) -> None:
    case = visitor.office.city.cases[1]
    name = next(row["name"] for row in visitor.office.city.tables["identities"] if row["case"] == case)
    visitor.logs_in("caseworker")
    visitor.goes(f"/children/{case}/")
    visitor.asks_for_the_name()
    assert str(name) in visitor.text()
    with psycopg.connect(database(visitor)) as connection:  # as if half an hour had passed
        connection.execute(
            "UPDATE office_reveal SET opened_at = opened_at - interval '31 minutes', ends_at = ends_at - interval '31 minutes'"
        )
    visitor.page.reload()
    assert str(name) not in visitor.text()
    assert "氏名を表示する" in visitor.text()
