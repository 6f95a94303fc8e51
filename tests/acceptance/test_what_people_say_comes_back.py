"""What caseworkers say of the lists comes back: screens → feedback parcel → hub → the next evaluation shows it."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from acceptance_demo import Demo, sukoyaka

from sukoyaka.demo.homes import Homes

WORKED_ON, SENT_ON = "2024-04-10", "2024-04-30"
DAYS = ("2021-04-01", "2022-04-01", "2023-02-01")


class Caseworker:
    """Somebody with a browser of the plainest kind."""

    def __init__(self, address: str, account: dict[str, str]) -> None:
        self.address = address
        self.browser: OpenerDirector = build_opener(HTTPCookieProcessor(CookieJar()))
        self.post("/login/", username=account["username"], password=account["password"])

    def get(self, path: str) -> str:
        return str(self.browser.open(self.address + path, timeout=60).read().decode())

    def post(self, path: str, form_at: str = "", **fields: str) -> None:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.get(form_at or path))
        assert token
        self.browser.open(self.address + path, urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode(), timeout=60)

    def children(self) -> list[str]:
        found: list[str] = []
        for tier in ("support-needed", "at-risk"):
            found += re.findall(r"/children/([0-9a-f]{32})/", self.get(f"/worklist/{tier}/"))
        return sorted(set(found))


@pytest.fixture(scope="module")
def homes(demo: Demo) -> Homes:
    """The demo's own places. The module's name puts it behind the tests that look at the untouched demo."""
    return demo.homes


@contextmanager
def served(homes: Homes) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", "from sukoyaka.cli import main; main()", "office", "serve", "--home", str(homes.home("office"))]
    environment = {**os.environ, **homes.environment("office")}
    server = subprocess.Popen([*command, "--port", str(port), "--on", WORKED_ON], env=environment, stderr=subprocess.PIPE)
    try:
        answers(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.communicate(timeout=60)


def answers(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(240):
        assert server.poll() is None, "the office ended by itself"
        try:
            build_opener().open(f"{address}/login/", timeout=5)
        except URLError:
            time.sleep(0.5)
        else:
            return
    raise AssertionError("the office did not answer within two minutes")


def done(*arguments: object, homes: Homes, zone: str) -> dict[str, object]:
    finished = sukoyaka(*arguments, "--home", homes.home(zone), "--json", **homes.environment(zone))
    assert finished.returncode == 0, finished.stderr.decode()
    return dict(json.loads(finished.stdout))


@pytest.fixture(scope="module")
def judged(homes: Homes, demo: Demo) -> list[str]:
    """Every listed child: a verdict, then taken up, then watched over or closed."""
    account = next(one for one in demo.summary["office"]["accounts"] if one["role"] == "caseworker")
    with served(homes) as address:
        person = Caseworker(address, account)
        children = person.children()
        for number, case in enumerate(children):
            page = f"/children/{case}/"
            verdict = {"verdict": "agree", "reason": "reasons_hold"} if number % 2 else {"verdict": "disagree", "reason": "context"}
            person.post(f"{page}verdict/", page, **verdict)
            person.post(f"{page}move/", page, after="looking")
            end = {"after": "watching"} if number % 3 else {"after": "closed", "close_reason": "no_need"}
            person.post(f"{page}move/", page, note="訪問して確かめた", **end)
    return children


def test_the_next_evaluation_shows_what_people_said(homes: Homes, judged: list[str], tmp_path: Path) -> None:
    sent = done("office", "feedback", "--out", tmp_path / "medium", "--as-of", SENT_ON, homes=homes, zone="office")
    assert sent["counts"] == {"verdicts": len(judged), "outcomes": len(judged), "data_errors": 0, "wishes": 0}
    done("hub", "receive", tmp_path / "medium", "--on", SENT_ON, homes=homes, zone="hub")
    days = [word for day in DAYS for word in ("--on", day)]
    found = done("hub", "evaluate", "--criteria", "v1", *days, "--draws", "20", "--about", "合成都市", homes=homes, zone="hub")
    people = json.loads((Path(str(found["directory"])) / "evaluation.json").read_text())["people"]
    assert [one["verdicts"] for one in people["verdicts"]] == [len(judged)]
    assert sum(one["judged"] or 0 for one in people["channels"]) > 0
    assert people["unknown"] == 0
