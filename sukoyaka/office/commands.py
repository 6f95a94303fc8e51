"""`sukoyaka office …` and `sukoyaka audit …`: keys, database, accounts, receiving, serving, proving the audit.

Each command opens the office first: its home, its keys where needed, its database. Django is imported after that.
"""

from datetime import datetime
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.office import account_commands
from sukoyaka.office.opening import DAY, JSON, PLACE, migrate_tables, open_office, passphrase, prepare
from sukoyaka.records.errors import ExitCode, SukoyakaError


class AuditBroken(SukoyakaError):
    """The audit chain does not hold."""

    exit_code = ExitCode.AUDIT_BROKEN


@click.group(help="Zone 3: people decide; names only by a recorded act.")
def group() -> None:
    """Commands of the office."""


@click.group("audit", help="The audit trail.")
def audit_group() -> None:
    """Commands of the audit."""


@group.group("keys", help="The office's secrets.")
def keys_group() -> None:
    """Commands of the keys."""


@keys_group.command("init", help="Make the parcel keys and the vault key, once.\n\nExample: sukoyaka office keys init --home var/office")
@PLACE
@JSON
def keys_init(place: Path | None, as_json: bool) -> None:
    """Writes secrets under the passphrase and prints where the public half lies; existing keys stay."""
    from sukoyaka.office.vault import keys as vault_keys
    from sukoyaka.office.web import home
    from sukoyaka.parcel.keys import ZoneKeys

    directory, secret = home.keys(prepare(place)), passphrase(confirm=True)
    made = []
    if not (directory / "office.secret").exists():
        ZoneKeys.generate("office").save(directory, secret)
        made.append("office.secret")
    if not (directory / vault_keys.FILE).exists():
        vault_keys.VaultKey.generate().save(directory, secret)
        made.append(vault_keys.FILE)
    public = directory / "office.public.json"
    console.say(f"Made {', '.join(made) or 'nothing new'}. Give {public.name} to the terminal and the hub; pin theirs in trusted/.")
    console.emit({"made": made, "public": str(public)}, as_json)


@group.command(help="Bring the database to this version.\n\nExample: sukoyaka office migrate")
@PLACE
@JSON
def migrate(place: Path | None, as_json: bool) -> None:
    """Starts the embedded database if none is named, and migrates."""
    open_office(place)
    migrate_tables()
    console.say("The database is at this version.")
    console.emit({"migrated": True}, as_json)


group.add_command(account_commands.accounts)


@group.command(help="Receive every parcel of a directory, once.\n\nExample: sukoyaka office receive var/demo/media --on 2024-04-05")
@click.argument("directory", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--on", type=DAY, help="Day of receiving; today by the office's clock if absent.")
@PLACE
@JSON
def receive(directory: Path, on: datetime | None, place: Path | None, as_json: bool) -> None:
    """Identity parcels into the vault, findings parcels into the casework tables."""
    at, secret = open_office(place), passphrase()
    from sukoyaka.office.vault.keys import VaultKey
    from sukoyaka.office.web import clock, home
    from sukoyaka.office.web.actions import receive as intake
    from sukoyaka.parcel.keys import ZoneKeys

    keys = home.keys(at)
    office = intake.Office(at, ZoneKeys.load(keys, "office", secret), VaultKey.load(keys, secret), on.date() if on else clock.today())
    with console.progress("Receiving", intake.size_of(intake.parcels_in(directory)), "bytes") as advance:
        received = intake.receive_all(directory, office, advance)
    rows = [(r.parcel, r.kind, "new" if r.new else "known already", ", ".join(f"{k} {v:,}" for k, v in r.counts.items())) for r in received]
    console.show_table("Received", ("parcel", "kind", "", "counts"), rows)
    console.emit({"parcels": [{"parcel": r.parcel, "kind": r.kind, "new": r.new, "counts": r.counts} for r in received]}, as_json)


@group.command(
    help="Seal what people made of the lists to the hub.\n\nExample: sukoyaka office feedback --out var/media --as-of 2024-05-01"
)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Where the feedback parcel is written.")
@click.option("--as-of", type=DAY, required=True, help="Everything recorded up to and with this day.")
@PLACE
@JSON
def feedback(out: Path, as_of: datetime, place: Path | None, as_json: bool) -> None:
    """Judgements, outcomes, reported errors and wishes; no name and no free text."""
    at, secret = open_office(place), passphrase()
    from sukoyaka.office.web import home
    from sukoyaka.office.web.actions.send_feedback import send_feedback
    from sukoyaka.parcel.keys import ZoneKeys, pinned, sender

    hub = sender("hub", pinned(home.trusted(at)).values())
    sent = send_feedback(out, as_of.date(), ZoneKeys.load(home.keys(at), "office", secret), hub)
    console.show_table(f"Feedback {sent.sequence}", ("table", "rows"), list(sent.counts.items()))
    console.emit({"parcel": sent.parcel, "directory": str(sent.directory), "sequence": sent.sequence, "counts": sent.counts}, as_json)


@group.command(help="Serve the office.\n\nExample: sukoyaka office serve --port 8000")
@click.option("--port", default=8000, show_default=True)
@click.option("--bind", default="127.0.0.1", show_default=True, help="Address to listen on; name the hosts in $SUKOYAKA_HOSTS.")
@click.option("--workers", default=2, show_default=True)
@click.option("--on", type=DAY, help="Fix the office's day, for a demonstration of another time.")
@PLACE
def serve(port: int, bind: str, workers: int, on: datetime | None, place: Path | None) -> None:
    """Migrates, opens the vault's key, and answers until it is stopped."""
    at = open_office(place, on.date() if on else None)
    migrate_tables()
    from sukoyaka.office.vault.keys import VaultKey
    from sukoyaka.office.web import home, keyring, roles, server
    from sukoyaka.office.web.actions.seal_audit import seal_new, write_head

    keyring.unlock(VaultKey.load(home.keys(at), passphrase()))
    seal_new()
    write_head(home.audit_heads(at))
    roles.serve_as_web()
    console.say(f"The office answers at http://{bind}:{port}/ (Ctrl-C stops it)")
    server.run(f"{bind}:{port}", workers)


@group.command(help="Do the jobs nobody waits for: meeting papers.\n\nExample: sukoyaka office work --once --json")
@click.option("--once", is_flag=True, help="Do the jobs that are there and end; otherwise go on until stopped.")
@click.option("--on", type=DAY, help="Fix the office's day, for a demonstration of another time.")
@PLACE
@JSON
def work(once: bool, on: datetime | None, place: Path | None, as_json: bool) -> None:
    """The server does the same every few seconds; this is for a machine of its own."""
    open_office(place, on.date() if on else None)
    from sukoyaka.office.web import jobs, roles, rules
    from sukoyaka.office.web.models import Packet

    roles.serve_as_web(rules.OFFICE)
    waiting = Packet.objects.filter(state="queued").count()
    console.say(f"{waiting:,} packets wait." + ("" if once else " Working until stopped (Ctrl-C)."))
    jobs.work(wait=not once)
    counts = {state: Packet.objects.filter(state=state).count() for state in ("queued", "made", "failed")}
    console.emit(counts, as_json)


@group.command(help="Check the office's parts.\n\nExample: sukoyaka office check --json")
@PLACE
@JSON
def check(place: Path | None, as_json: bool) -> None:
    """Keys, pinned zones, database, migrations, roles: what is there and what is missing."""
    at = open_office(place)
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from sukoyaka.office.vault import keys as vault_keys
    from sukoyaka.office.web import home, roles
    from sukoyaka.parcel.keys import pinned

    executor = MigrationExecutor(connection)
    result = {
        "keys": sorted(name for name in ("office.secret", vault_keys.FILE, "web.secret") if (home.keys(at) / name).exists()),
        "trusted": sorted(pinned(home.trusted(at))),
        "database": f"PostgreSQL {connection.cursor().connection.info.server_version}",
        "migrations_open": len(executor.migration_plan(executor.loader.graph.leaf_nodes())),
        "roles_missing": roles.missing(),
        "administrator_runs": roles.instructions(),
    }
    console.show_table("The office", ("part", "state"), [(name, str(value)) for name, value in result.items()])
    console.emit(result, as_json)


@group.command(
    help="Put the boundaries of the districts on the map.\n\nExample: sukoyaka office towns towns.geojson --code KEY_CODE --name S_NAME"
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--code", default="code", show_default=True, help="Property that holds the town code of the resident register.")
@click.option("--name", default="name", show_default=True, help="Property that holds the name.")
@PLACE
@JSON
def towns(file: Path, code: str, name: str, place: Path | None, as_json: bool) -> None:
    """Checks a GeoJSON file and keeps it in the home; the map shows it from then on."""
    at = open_office(place)
    from sukoyaka.office.casework.events import Action
    from sukoyaka.office.web import towns as boundaries
    from sukoyaka.office.web.actions.record import record_command

    districts = boundaries.keep(file, at, code, name)
    record_command(Action.LOAD_TOWNS, f"file:{file.name}", f"{len(districts)} districts")
    console.say(f"{len(districts):,} districts are on the map.")
    console.emit({"districts": len(districts), "rings": sum(len(one.rings) for one in districts)}, as_json)


@audit_group.command(help="Seal what is unsealed and prove the chain unbroken.\n\nExample: sukoyaka audit verify --json")
@PLACE
@JSON
def verify(place: Path | None, as_json: bool) -> None:
    """Ends with AUDIT_BROKEN and the first broken place if a row was changed, removed or moved."""
    at = open_office(place)
    from sukoyaka.office.web import home
    from sukoyaka.office.web.actions import seal_audit

    path = home.audit_heads(at)
    sealed = seal_audit.seal_new()
    count, broken = seal_audit.verify(seal_audit.read_heads(path))
    if broken is None:
        seal_audit.write_head(path)
    seq, digest = seal_audit.head()
    console.emit({"sealed_now": sealed, "sealed": count, "head": {"seq": seq, "hash": digest}, "first_broken": broken}, as_json)
    if broken is not None:
        raise AuditBroken(
            f"the audit chain does not hold from place {broken} on",
            "rows exactly as they were sealed",
            "stop the office, keep the database as it is, and tell the auditor",
        )
    console.say(f"The audit holds: {count:,} rows, {sealed:,} sealed now, head {digest[:16]}")
