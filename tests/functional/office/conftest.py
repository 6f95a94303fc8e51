"""The office as it runs: its own home, its own database, its own process, and a browser at 1366×768."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright
from stage import office_parcels as stage

from sukoyaka.parcel.keys import ZoneKeys

CHROMIUM = os.environ.get("CHROMIUM_PATH", "/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSPHRASE = "only for tests"
SCREENS = Path(__file__).parents[3] / "docs" / "screens"
ROOT = Path(__file__).parents[3]
# as on a machine that holds no zone but the office
CODE = "from sukoyaka import cli; cli.GROUPS = {k: v for k, v in cli.GROUPS.items() if k in ('office', 'audit')}; cli.main()"


@dataclass
class Running:
    """An office that answers."""

    address: str
    home: Path
    passwords: dict[str, str]
    city: stage.City
    environment: dict[str, str]

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Runs a command of the office in its own process."""
        return command(self.environment, *words)


def command(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", CODE, *words], env=environment, capture_output=True, text=True, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def office() -> Iterator[Running]:
    """Keys, database, accounts, parcels, server: by the commands an operator would type."""
    place = Path(tempfile.mkdtemp(prefix="office-journeys-"))  # pytest closes its own directory to the database's user
    clean = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SUKOYAKA_ON", "DJANGO_SETTINGS_MODULE"}}
    environment = clean | {"SUKOYAKA_HOME_OFFICE": str(place / "home"), "SUKOYAKA_PASSPHRASE": PASSPHRASE, "PYTHONPATH": str(ROOT)}
    city = stage.city()
    for words in (("office", "keys", "init"), ("office", "migrate")):
        done = command(environment, *words)
        assert done.returncode == 0, done.stderr
    zones = {"terminal": ZoneKeys.generate("terminal"), "hub": ZoneKeys.generate("hub")}
    stage.pin(place / "home", *zones.values())
    stage.write_parcels(city, place / "medium", office=ZoneKeys.load(place / "home" / "keys", "office", PASSPHRASE), **zones)
    received = command(environment, "office", "receive", str(place / "medium"), "--on", "2024-04-05")
    assert received.returncode == 0, received.stderr
    accounts = json.loads(command(environment, "office", "accounts", "demo", "--without-second-factor", "--json").stdout)["accounts"]
    port = free_port()
    serve = [sys.executable, "-c", CODE, "office", "serve", "--port", str(port), "--on", "2024-04-10"]
    with (place / "serve.log").open("w") as log, subprocess.Popen(serve, env=environment, stdout=log, stderr=log) as process:
        wait_for(f"http://127.0.0.1:{port}/login/", process, place / "serve.log")
        passwords = {account["username"]: account["password"] for account in accounts}
        yield Running(f"http://127.0.0.1:{port}", place / "home", passwords, city, environment)
        process.terminate()
    shutil.rmtree(place, ignore_errors=True)


def wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(150):
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address)  # noqa: S310 - our own server
        except OSError:
            time.sleep(0.2)
        else:
            return
    pytest.fail(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; without it the journeys are skipped, or fail where everything is required."""
    if not shutil.which(CHROMIUM):
        absent = pytest.fail if os.environ.get("REQUIRE_ALL") == "1" else pytest.skip
        absent(f"no Chromium at {CHROMIUM}; set CHROMIUM_PATH")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Visitor:
    """Somebody at a browser."""

    page: Page
    office: Running
    complaints: list[str] = field(default_factory=list)

    def goes(self, path: str) -> None:
        self.page.goto(self.office.address + path)

    def logs_in(self, username: str, password: str | None = None) -> None:
        self.goes("/login/")
        self.page.fill("#username", username)
        self.page.fill("#password", password or self.office.passwords[username])
        self.page.get_by_role("main").get_by_role("button", name="ログイン").click()

    def logs_out(self) -> None:
        self.page.get_by_role("button", name="ログアウト").click()

    def asks_for_the_name(self, purpose: str = "支援実施", reason: str = "家庭訪問の前に連絡先を確かめるため") -> None:
        self.page.get_by_role("link", name="氏名を表示する").click()
        self.page.get_by_label(purpose).check()
        self.page.get_by_label("理由").fill(reason)
        self.page.get_by_role("button", name="記録して表示する").click()

    def text(self) -> str:
        return self.page.inner_text("main")

    def axe(self) -> list[str]:
        """What axe-core objects to: rule and place."""
        found = Axe().run(self.page).response["violations"]
        return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]

    def sideways(self) -> int:
        """Pixels by which the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))

    def good(self) -> None:
        """Asserts that axe objects to nothing, that the policy refused nothing, and that nothing scrolls sideways."""
        assert self.axe() == []
        assert self.complaints == []
        assert self.sideways() <= 0

    def screenshot(self, name: str, *, whole: bool = False) -> None:
        """Into docs/screens/ with RENEW_SCREENS=1; otherwise taken and dropped, so that a test run leaves the repository as it was."""
        path = SCREENS / f"{name}.png" if os.environ.get("RENEW_SCREENS") == "1" else None
        self.page.screenshot(path=path, full_page=whole)


@pytest.fixture
def visitor(browser: Browser, office: Running) -> Iterator[Visitor]:
    """A fresh browser; every complaint of its console is kept."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="ja-JP", timezone_id="Asia/Tokyo")
    someone = Visitor(context.new_page(), office)
    someone.page.on("console", lambda message: someone.complaints.append(message.text) if message.type in {"error", "warning"} else None)
    someone.page.on("pageerror", lambda error: someone.complaints.append(str(error)))
    yield someone
    context.close()


@pytest.fixture
def fresh(office: Running) -> Callable[[int], str]:
    """The pseudonym of the n-th listed child."""
    return lambda number: office.city.cases[number]
