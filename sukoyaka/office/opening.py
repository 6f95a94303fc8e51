"""Opens the office for a command: its home, its database, Django; Django is imported after that."""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import click

PLACE = click.option("--home", "place", type=click.Path(path_type=Path), help="The office's home; $SUKOYAKA_HOME_OFFICE or var/office.")
JSON = click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
DAY = click.DateTime(["%Y-%m-%d"])


def prepare(place: Path | None) -> Path:
    """The home, with its folders."""
    from sukoyaka.office.web import home

    if place:
        os.environ[home.ENVIRONMENT] = str(place)
    home.prepare(home.home())
    return home.home()


def open_office(place: Path | None, on: date | None = None) -> Path:
    """The home, its database running, Django ready."""
    at = prepare(place)
    if on:
        os.environ["SUKOYAKA_ON"] = on.isoformat()
    from sukoyaka.office.web import postgres

    os.environ[postgres.VARIABLE] = postgres.start(at)
    os.environ["DJANGO_SETTINGS_MODULE"] = "sukoyaka.office.web.settings"
    import django

    django.setup()
    return at


def migrate_tables() -> None:
    """Brings the database to this version."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def passphrase(confirm: bool = False) -> str:
    """Of the environment, or asked for."""
    from sukoyaka.office.web.home import PASSPHRASE

    ask: Callable[[], str] = lambda: click.prompt("Passphrase", hide_input=True, confirmation_prompt=confirm, err=True)  # noqa: E731 - asked only if needed
    return os.environ.get(PASSPHRASE) or ask()
