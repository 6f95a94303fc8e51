"""Pages of the office under 50 people at once, beside a bare Django view of one indexed query; a time line; a packet.

Both are served by gunicorn with two workers from one database of 20,000 listed children and 2 million events. The office is
the real one: sessions, doors, audit, one transaction a request. $SUKOYAKA_BENCH_OFFICE names a directory to keep the database.
"""

import http.client
import os
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from datetime import time as clock_time
from pathlib import Path

from benchmarks.measure import Timing
from benchmarks.office_city import AS_OF
from sukoyaka import console

ROOT = Path(__file__).parents[1]
CHILDREN, EVENTS, PEOPLE, ROUNDS, WORKERS = 20_000, 2_000_000, 50, 12, 2
HEAVY = 4_000  # cases of the busiest worker
DRAWN = 1_000  # pages that are drawn before the first look
DAY = "2024-04-10"
PASSPHRASE = "only for the bench"  # noqa: S105 - keys made for the bench alone
BARS = {"worklist": 4, "child page": 6}  # times the bare view


@dataclass(frozen=True)
class Stage:
    """The office that is measured: sessions of its people, the busiest first; its children."""

    sessions: list[str]
    cases: list[str]
    opened: list[str]  # those whose page has been drawn, as the server does ahead of a first look


@dataclass(frozen=True)
class Load:
    """A page under load: its p95, answers a second, and seconds of processor an answer took in server and database."""

    timing: Timing
    per_second: float
    processor: float


def run() -> list[Timing]:
    """p95 of each page (the range is p50 to the slowest), the picture of 500 events, and a packet of ten children."""
    kept = os.environ.get("SUKOYAKA_BENCH_OFFICE")
    with tempfile.TemporaryDirectory(prefix="office-bench-", ignore_cleanup_errors=True) as directory:
        place = Path(kept or directory)
        Path(directory).chmod(0o755)  # the database's own user walks through it
        stage = _stage(place)
        pages = list(_pages(stage))
        timings = [*(page.timing for page in pages), _picture(stage), _packet(stage)]
    for page in pages:
        _say(page, pages[0])
    return timings


def _say(page: "Load", bare: "Load") -> None:
    """The three ratios of a page to the bare view, and whether its bar is met."""
    ratio, bar = page.timing.seconds / bare.timing.seconds, BARS.get(page.timing.name)
    met = "" if bar is None else f" (bar {bar}: {'met' if ratio <= bar else 'NOT met'})"
    console.say(
        f"{page.timing.name}: p95 {ratio:.1f} times the bare view's{met}; {page.per_second:.0f} answers a second, "
        f"{bare.per_second / page.per_second:.1f} times fewer; {1000 * page.processor:.1f} ms of processor an answer, "
        f"{page.processor / bare.processor:.1f} times"
    )


def _stage(place: Path) -> Stage:
    """Opens the office of the bench; fills it if it is empty."""
    place.mkdir(parents=True, exist_ok=True)
    os.environ |= {"SUKOYAKA_HOME_OFFICE": str(place), "SUKOYAKA_PASSPHRASE": PASSPHRASE, "SUKOYAKA_ON": DAY}
    os.environ["PYTHONPATH"] = str(ROOT)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sukoyaka.office.web.settings"
    from sukoyaka.office.web import home, postgres

    home.prepare(place)
    os.environ[postgres.VARIABLE] = postgres.start(place)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    from sukoyaka.office.web.models import Case, Run

    if not Run.objects.exists():
        _fill(place)
    accounts = _people()
    cases = list(Case.objects.order_by("case").values_list("case", flat=True))
    return Stage([_session(account) for account in accounts], cases, _drawn_ahead())


def _drawn_ahead() -> list[str]:
    """Draws as many pages as a city has on its lists for a while, by the function with which the server does it."""
    from sukoyaka.office.web.models import Drawn
    from sukoyaka.office.web.views.drawn import draw_ahead

    started, drawn = time.perf_counter(), Drawn.objects.count()
    if missing := max(DRAWN - drawn, 0):
        draw_ahead(missing)
        console.say(f"Drew {missing:,} pages ahead in {time.perf_counter() - started:.0f} s")
    return list(Drawn.objects.order_by("case").values_list("case", flat=True))


def _fill(place: Path) -> None:
    """Receives the parcel and gives every case to somebody: thousands to the first, a few dozen to each other one."""
    from django.db import connection

    from benchmarks import office_city
    from sukoyaka.office.vault.keys import VaultKey
    from sukoyaka.office.web import home
    from sukoyaka.office.web.actions.receive import Office, receive_all
    from sukoyaka.parcel.keys import ZoneKeys, save_public

    hub, office, vault = ZoneKeys.generate("hub"), ZoneKeys.generate("office"), VaultKey.generate()
    office.save(home.keys(place), PASSPHRASE)
    vault.save(home.keys(place), PASSPHRASE)
    save_public(hub.public(), home.trusted(place))
    console.say(f"Making {CHILDREN:,} children with {EVENTS:,} events")
    office_city.write_parcel(office_city.tables(CHILDREN, EVENTS, seed=7), place / "medium", hub, office)
    started = time.perf_counter()
    receive_all(place / "medium", Office(place, office, vault, AS_OF), lambda _: None)
    console.say(f"Received in {time.perf_counter() - started:.0f} s")
    _share_out([account.pk for account in _people()])
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _people() -> list:  # type: ignore[type-arg]  # Django's models exist after setup
    from sukoyaka.office.casework.roles import Role
    from sukoyaka.office.web.models import Account

    by = {"password": secrets.token_urlsafe(16), "organisation": "健康福祉センター", "holdings": []}
    for n in range(PEOPLE):
        if not Account.objects.filter(username=f"worker{n:02d}").exists():
            role = Role.CHIEF if n == PEOPLE - 1 else Role.CASEWORKER
            Account.objects.create_account(f"worker{n:02d}", name=f"担当 {n:02d}", role=role, **by)
    return list(Account.objects.filter(username__startswith="worker").order_by("username"))


def _share_out(people: list[int]) -> None:
    from sukoyaka.office.web.models import Case

    listed = list(Case.objects.order_by("case"))
    for n, case in enumerate(listed):
        case.status = ("new", "looking", "watching")[n % 3]
        case.assigned_to_id = people[0] if n < HEAVY else people[1 + n % (len(people) - 1)] if n < 2 * HEAVY else None
    Case.objects.bulk_update(listed, ["status", "assigned_to"], batch_size=5_000)


def _session(account) -> str:  # type: ignore[no-untyped-def]  # Django's models exist after setup
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _pages(stage: Stage) -> Iterator[Load]:
    rng = random.Random(7)  # noqa: S311 - which page next
    a_child = lambda: rng.choice(stage.cases)  # noqa: E731 - one of many
    with _served([sys.executable, "-m", "gunicorn", "benchmarks.office_bare:application", "--workers", str(WORKERS)], "--bind") as port:
        yield _timed("bare view", port, stage.sessions, lambda: f"/bare/{a_child()}/", ROUNDS * 4)
    serve = [sys.executable, "-c", "from sukoyaka import cli; cli.main()", "office", "serve", "--workers", str(WORKERS), "--on", DAY]
    with _served(serve, "--port") as port:
        yield _timed("worklist", port, stage.sessions, lambda: f"/worklist/at-risk/?page={rng.randrange(1, 40)}")
        yield _timed("child page", port, stage.sessions, lambda: f"/children/{rng.choice(stage.opened)}/")
        yield _timed("child page that nobody opened, drawn at once", port, stage.sessions, lambda: f"/children/{a_child()}/")
        yield _timed("home", port, stage.sessions, lambda: "/")
        yield _timed("tasks", port, stage.sessions, lambda: "/tasks/")
        for page in ("/", "/tasks/"):
            yield _timed(f"{page} of a worker with {HEAVY:,} cases, alone", port, stage.sessions[:1], lambda page=page: page)


@contextmanager
def _served(command: list[str], option: str) -> Iterator[int]:
    port = _free_port()
    address = f"127.0.0.1:{port}" if option == "--bind" else str(port)
    with subprocess.Popen([*command, option, address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("the server ended before it answered")
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not answer")


def _timed(name: str, port: int, sessions: list[str], path: Callable[[], str], rounds: int = ROUNDS) -> Load:
    """Each person asks for one page after the other; nobody waits between them, so the figures are those of a full house."""
    paths = [[path() for _ in range(rounds)] for _ in sessions]
    taken: list[float] = []
    for warm in range(2 * WORKERS):
        _ask(port, sessions[warm % len(sessions)], paths[0][:1])
    threads = [
        threading.Thread(target=lambda s=session, p=each: taken.extend(_ask(port, s, p)))
        for session, each in zip(sessions, paths, strict=True)
    ]
    started, before = time.perf_counter(), _processor(port)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds, used = time.perf_counter() - started, _processor(port) - before
    if len(taken) != rounds * len(sessions):
        raise RuntimeError(f"{name}: {rounds * len(sessions) - len(taken)} answers were missing")
    ordered = sorted(taken)
    timing = Timing(name, ordered[int(len(ordered) * 0.95) - 1], statistics.median(ordered), ordered[-1], 0)
    return Load(timing, len(ordered) / seconds, used / len(ordered))


def _processor(port: int) -> float:
    """Seconds of processor that the server's workers and the processes of its database have used."""
    import psutil

    from sukoyaka.office.web import home

    postmaster = int((home.home() / "postgres" / "postmaster.pid").read_text().split()[0])
    used = 0.0
    for process in psutil.process_iter(["ppid", "cmdline", "cpu_times"]):
        told = process.info  # nothing of a process that has just ended
        ours = told["ppid"] == postmaster or any(str(port) in word for word in told["cmdline"] or ())
        if ours and told["cpu_times"]:
            used += told["cpu_times"].user + told["cpu_times"].system
    return used


def _ask(port: int, session: str, paths: list[str]) -> list[float]:
    """Seconds of each answer; raises if one is not a page."""
    taken = []
    for path in paths:
        started = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        connection.request("GET", path, headers={"Cookie": f"sessionid={session}"})
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - started)
        connection.close()
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path.split('/')[1]} answered {answer.status}")
    return taken


def _picture(stage: Stage, runs: int = 11) -> Timing:
    """Reading and drawing the time line of the child with 500 events."""
    from django.db.models import Count

    from sukoyaka.office.draw import timeline
    from sukoyaka.office.web.models import Coverage, LifeFact, Listing, Member
    from sukoyaka.office.web.views import chart

    case = LifeFact.objects.values("case").annotate(n=Count("pk")).order_by("-n")[0]["case"]

    def drawn() -> float:
        started = time.perf_counter()
        listing = Listing.objects.select_related("run", "case").get(case=case)
        rows = [list(model.objects.filter(case=case, run=listing.run)) for model in (LifeFact, Member, Coverage)]
        timeline.draw(chart.life_of(listing, *rows))
        return time.perf_counter() - started

    taken = sorted(drawn() for _ in range(runs))
    return Timing("time line of 500 events", taken[int(runs * 0.95) - 1], statistics.median(taken), taken[-1], 0)


def _packet(stage: Stage) -> Timing:
    """The job that makes one copy of the papers on ten children."""
    from sukoyaka.office.web.models import Account, Meeting, MeetingItem, MeetingMember, Packet, PacketCopy, Run
    from sukoyaka.office.web.views.papers import make_copies

    chair, at = Account.objects.get(username=f"worker{PEOPLE - 1:02d}"), datetime(2024, 4, 10, tzinfo=UTC)
    meeting = Meeting.objects.create(
        on=AS_OF.replace(day=20),
        starts=clock_time(13, 30),
        place="会議室",
        state="open",
        chair=chair,
        made_by=chair,
        made_at=at,
        form=secrets.token_hex(16),
    )
    run = Run.objects.get(current=True)
    for place, case in enumerate(stage.cases[:10], 1):
        MeetingItem.objects.create(meeting=meeting, case_id=case, run=run, position=place)
    member = MeetingMember.objects.create(meeting=meeting, name="保育 しおり", organisation="保育課")
    by = {"ordered_by": chair, "ordered_at": at, "return_by": meeting.on}
    packet = Packet.objects.create(meeting=meeting, form=secrets.token_hex(16), **by)
    PacketCopy.objects.create(packet=packet, number=secrets.token_hex(4), member=member)
    started = time.perf_counter()
    make_copies(packet.pk)
    taken = time.perf_counter() - started
    packet.refresh_from_db()
    if packet.state != "made":
        raise RuntimeError(f"the packet was not made: {packet.why_failed}")
    return Timing("packet of 10 children", taken, taken, taken, 0)
