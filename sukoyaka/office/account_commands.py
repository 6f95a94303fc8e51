"""`sukoyaka office accounts …`: the people who log in. A secret is printed once, and the first login replaces it."""

from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.office.casework.roles import Role
from sukoyaka.office.opening import JSON, PLACE, open_office

ROLES = click.Choice([role.value for role in Role])
HOLDS = click.option("--holds", multiple=True, help="A department whose sources a holder answers for, as the sources name it; repeat.")


@click.group("accounts", help="People who log in.")
def accounts() -> None:
    """Commands of the accounts."""


@accounts.command("demo", help="One account of each role.\n\nExample: sukoyaka office accounts demo --demo --json")
@click.option("--demo", "deterministic", is_flag=True, help="Passwords that are always the same: for invented people only.")
@click.option("--without-second-factor", is_flag=True, help="They log in without a code: for invented people only; the login says so.")
@PLACE
@JSON
def demo(deterministic: bool, without_second_factor: bool, place: Path | None, as_json: bool) -> None:
    """Makes or renews them and prints their passwords once."""
    open_office(place)
    from sukoyaka.office.web.actions.make_accounts import CAST, make_demo_accounts

    passwords = make_demo_accounts(deterministic, without_second_factor=without_second_factor)
    cast = [
        {"username": p.username, "password": passwords[p.username], "role": p.role.value, "name": p.name, "organisation": p.organisation}
        for p in CAST
    ]
    columns = ("username", "password", "role", "organisation")
    console.show_table("Accounts", columns, [[account[name] for name in columns] for account in cast])
    console.emit({"accounts": cast}, as_json)


@accounts.command(
    "add", help="A new account.\n\nExample: sukoyaka office accounts add sato --name 佐藤 --role caseworker --organisation こども家庭支援課"
)
@click.argument("username")
@click.option("--name", required=True, help="As the screens and the audit show it.")
@click.option("--role", type=ROLES, required=True, help="What the person may do: docs/caseworker.md and docs/steward.md.")
@click.option("--organisation", required=True, help="The person's office.")
@HOLDS
@PLACE
@JSON
def add(username: str, name: str, role: str, organisation: str, holds: tuple[str, ...], place: Path | None, as_json: bool) -> None:
    """Prints the initial password once: it holds for seven days and one login."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    secret = keep_accounts.add(keep_accounts.Wanted(username, name, Role(role), organisation, holds))
    _tell_secret(username, secret, as_json)


@accounts.command("list", help="Who may log in, and how far they have come.\n\nExample: sukoyaka office accounts list --json")
@PLACE
@JSON
def list_accounts(place: Path | None, as_json: bool) -> None:
    """No secret is in it."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    rows: list[dict[str, Any]] = keep_accounts.listed()
    columns = ("username", "role", "organisation", "stands")
    console.show_table("Accounts", columns, [[str(row[name]) for name in columns] for row in rows])
    console.emit({"accounts": rows}, as_json)


@accounts.command("new-password", help="A new initial password for a lost one.\n\nExample: sukoyaka office accounts new-password sato")
@click.argument("username")
@PLACE
@JSON
def new_password(username: str, place: Path | None, as_json: bool) -> None:
    """Prints it once; sessions of the person end."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    _tell_secret(username, keep_accounts.renew(username), as_json)


@accounts.command("disable", help="Somebody no longer logs in.\n\nExample: sukoyaka office accounts disable sato")
@click.argument("username")
@PLACE
@JSON
def disable(username: str, place: Path | None, as_json: bool) -> None:
    """At once, also in a session that is open. What the person did and has stays; a chief hands the cases on."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    cases = keep_accounts.disable(username)
    console.say(f"{username} no longer logs in." + (f" {cases:,} open cases are to be handed on by a chief." if cases else ""))
    console.emit({"disabled": username, "open_cases": cases}, as_json)


@accounts.command("enable", help="Somebody comes back, with a new initial password.\n\nExample: sukoyaka office accounts enable sato")
@click.argument("username")
@PLACE
@JSON
def enable(username: str, place: Path | None, as_json: bool) -> None:
    """The old password does not hold any longer."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    _tell_secret(username, keep_accounts.enable(username), as_json)


@accounts.command(
    "reset-factor", help="Forget a lost second factor: the person enrols again.\n\nExample: sukoyaka office accounts reset-factor sato"
)
@click.argument("username")
@PLACE
@JSON
def reset_factor(username: str, place: Path | None, as_json: bool) -> None:
    """For somebody who lost the device and the recovery codes; recorded in the audit."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    forgotten = keep_accounts.reset_factor(username)
    console.say("The person sets up an authenticator at the next login." if forgotten else "That account has no second factor.")
    console.emit({"forgotten": forgotten}, as_json)


@accounts.command("role", help="Somebody does other work now.\n\nExample: sukoyaka office accounts role sato chief")
@click.argument("username")
@click.argument("role", type=ROLES)
@click.option("--organisation", help="The new office, if it changes.")
@HOLDS
@PLACE
@JSON
def change_role(username: str, role: str, organisation: str | None, holds: tuple[str, ...], place: Path | None, as_json: bool) -> None:
    """From the next click on. Refused while the person has open cases that the new role may not have."""
    open_office(place)
    from sukoyaka.office.web.actions import keep_accounts

    keep_accounts.change_role(username, Role(role), organisation, holds)
    console.say(f"{username} is {role} from the next click on.")
    console.emit({"username": username, "role": role}, as_json)


def _tell_secret(username: str, secret: str, as_json: bool) -> None:
    """The only time that anybody sees it."""
    console.say("Hand it over in person. It holds for seven days and for one login, at which the person sets their own.")
    console.show_table("Initial password", ("username", "password"), [[username, secret]])
    console.emit({"username": username, "password": secret}, as_json)
