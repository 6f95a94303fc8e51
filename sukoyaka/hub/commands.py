"""`sukoyaka hub …`: what an operator of the data centre types. Each command parses, calls one function of `flow`, and shows the result."""

import os
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.hub import count_commands, feature_commands, flow, study_commands
from sukoyaka.hub.evaluation import commands as evaluation
from sukoyaka.hub.options import DAY, DIRECTORY, HOME, JSON, PAGE, REGISTER
from sukoyaka.hub.receive import Outcome
from sukoyaka.hub.screening import commands as adopting
from sukoyaka.hub.screening import determination
from sukoyaka.hub.screening.criteria import Criteria


@click.group(help="The hub: receives parcels, builds the platform, screens.")
def group() -> None:
    """Commands of the hub."""


for command in (*evaluation.COMMANDS, *count_commands.COMMANDS, feature_commands.features, study_commands.study):
    group.add_command(command)


@group.group(help="The hub's own secrets.")
def keys() -> None:
    """Commands of the secrets."""


@keys.command(help="Make the hub's secrets, once.\n\nExample: sukoyaka hub keys init --home var/hub")
@HOME
@JSON
def init(home: Path, as_json: bool) -> None:
    """Writes the secrets under the passphrase, and the public half for the other zones."""
    public = flow.init_keys(home, _passphrase(new=True))
    console.say(f"{public.name} is for the other zones: carry it by hand and compare it")
    console.emit({"public": str(public)}, as_json)


@group.command(
    help="Take in every parcel of DIR that is for the hub, once.\n\nExample: sukoyaka hub receive /media/usb --home var/hub --on 2024-04-01"
)
@click.argument("directory", metavar="DIR", type=DIRECTORY)
@HOME
@REGISTER
@click.option("--on", type=DAY, help="Day of the receipt; that on which the newest parcel was made if absent.")
@JSON
def receive(directory: Path, home: Path, register: Path | None, on: datetime | None, as_json: bool) -> None:
    """One refusal does not stop the others; the exit code is that of the first."""
    outcomes = flow.receive(directory, home, register, _day(on) if on else None, _passphrase())
    console.show_table(
        "受領",
        ("荷", "種別", "結果", "行", "理由"),
        [(o.directory, o.kind, o.outcome, o.rows, o.error.came if o.error else "") for o in outcomes],
    )
    console.emit({"parcels": [_outcome(outcome) for outcome in outcomes]}, as_json)
    _raise_first(outcomes)


@group.command(help="Build snapshot and marts from what was received.\n\nExample: sukoyaka hub build --as-of 2024-04-01 --home var/hub")
@HOME
@REGISTER
@click.option("--as-of", type=DAY, required=True, help="Day on which the legal footing of every item must hold.")
@JSON
def build(home: Path, register: Path | None, as_of: datetime, as_json: bool) -> None:
    """Does nothing where the same inputs were built before."""
    result = flow.build(home, register, _day(as_of), _passphrase())
    console.show_table("データ", ("データ", "受領", "採用", "除外", "値の変更"), [_cleansing(n, c) for n, c in result["cleansing"].items()])
    console.show_table(f"作成結果 {result['snapshot']}", ("表", "行"), [(n, r) for n, r in sorted(result["rows"].items())])
    console.emit(result, as_json)


@group.command(
    help="Screen every resident child of 0-5 and seal the findings to the office.\n\n"
    "Example: sukoyaka hub screen --criteria v1 --as-of 2023-08-01 --home var/hub --out var/media"
)
@click.option("--criteria", "name", help="Name of the criteria (v1 is criteria/v1.toml); those in force on the day if absent.")
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only facts known before this day are used.")
@HOME
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), help="Where the findings parcel is written; outbox/ of the home if absent."
)
@click.option("--model", "model", type=PAGE, help="An adopted model of these criteria: its points instead of theirs.")
@click.option("--release-hold", is_flag=True, help="Release lists that are held, with --by and --reason; recorded.")
@click.option("--by", default="", help="Who releases the lists.")
@click.option("--reason", default="", help="Why they are released.")
@click.option("--trial-run", is_flag=True, help="Into trials/ of the home only, under any criteria: nothing goes to the office.")
@click.option("--passphrase", envvar="SUKOYAKA_PASSPHRASE", help="Opens the hub's keys; asked for if absent.")
@JSON
def screen(
    name: str | None,
    as_of: datetime,
    home: Path,
    out: Path | None,
    model: Path | None,
    release_hold: bool,
    by: str,
    reason: str,
    trial_run: bool,
    passphrase: str | None,
    as_json: bool,
) -> None:
    """Two lists, a reason for each place, and a parcel for the office."""
    from sukoyaka.governance import register
    from sukoyaka.hub import marts
    from sukoyaka.hub.evaluation.hold import Release
    from sukoyaka.hub.screening import adoption
    from sukoyaka.parcel import keys
    from sukoyaka.records.purpose import Purpose

    day, held = _day(as_of), register.load()
    rules, adopted = adoption.chosen(home, name, day, trial_run=trial_run)
    if adopted is None:
        console.say(f"{rules.name} は採用の記録がない基準です（採用は `sukoyaka hub criteria adopt`）。これは採用になりません")
    rules, tie_break, spread = flow.with_model(home, rules, model)
    if trial_run:
        run, directory = flow.screen_on_trial(home, held, rules, day, tie_break)
        _show_lists({**determination.summary(run), "trial": str(directory)}, rules, directory, as_json)
        return
    own = keys.ZoneKeys.load(home / "keys", "hub", passphrase or _passphrase())
    office = keys.sender("office", keys.pinned(home / "trusted").values())
    snapshot = flow.snapshot_of(home, held, day)
    screening = marts.open_mart(home, Purpose.SCREENING, snapshot)
    both = flow.Marts(screening, marts.open_mart(home, Purpose.CASEWORK, snapshot), screening.snapshot)
    release = Release(by, reason) if release_hold else None
    done = flow.screen(home, both, held, rules, day, out or home / "outbox", own, office, tie_break, release, adopted, spread)
    _show_lists({**determination.summary(done.run), "parcel": str(done.parcel)}, rules, done.parcel, as_json)


def _show_lists(result: dict[str, Any], rules: Criteria, place: Path, as_json: bool) -> None:
    console.show_table(
        "判定の結果", ("", "人数"), [("対象（0-5歳）", result["population"]), *((rules.labels[k], v) for k, v in result["lists"].items())]
    )
    asked = rules.by_id
    top = [(asked[item].asks, count) for item, count in list(result["reasons"].items())[:10] if item in asked]
    console.show_table("多い理由", ("項目", "人数"), top)
    console.say(f"run {result['run']} · 分かった項目の割合 {result['known_share']:.1%} · {place}")
    console.emit(result, as_json)


@group.command(
    "export-meds",
    help="Write the mart of PURPOSE as a MEDS 0.4 data set into DIR.\n\n"
    "Example: sukoyaka hub export-meds screening var/meds --home var/hub",
)
@click.argument("purpose")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@HOME
@REGISTER
@click.option("--as-of", type=DAY, help="Day on which every item must be cleared; that to which the newest source reaches if absent.")
@JSON
def export_meds(purpose: str, directory: Path, home: Path, register: Path | None, as_of: datetime | None, as_json: bool) -> None:
    """No name, household, dwelling or town leaves; how many people could be singled out is said."""
    result = flow.export_meds(purpose, directory, home, register, _day(as_of) if as_of else None)
    keys = (("人", "subjects"), ("行", "rows"), ("コード", "codes"), ("ファイル", "files"))
    console.show_table(
        f"出力結果 {result['snapshot']}", ("", "数"), [*((word, result[key]) for word, key in keys), *result["splits"].items()]
    )
    check = result["reidentification"]
    known = (("生年月・性別", "birth_month_sex"), ("生年月・性別・町（町は出力しない）", "birth_month_sex_town"))
    found = [(word, check[key]["smallest_class"], check[key]["unique_people"], f"{check[key]['unique_share']:.2%}") for word, key in known]
    console.show_table("再識別の確認", ("知られている項目", "最小の組の人数", "1人だけの人数", "割合"), found)
    console.emit(result, as_json)


@group.command(
    "item-use",
    help="Say which registered items the criteria use, and which were wished for.\n\n"
    "Example: sukoyaka hub item-use --out item-use.json --home var/hub",
)
@HOME
@REGISTER
@click.option("--out", type=PAGE, required=True, help="The file for `sukoyaka register compare --use`.")
@JSON
def item_use(home: Path, register: Path | None, out: Path, as_json: bool) -> None:
    """Of every version of the criteria, and of the newest feedback; no child is in it."""
    found = flow.item_use(home, register, out)
    console.say(f"{len(found['items'])} 項目 · {out}")
    console.emit(found, as_json)


@group.group(help="Determination criteria.")
def criteria() -> None:
    """Commands of the criteria."""


for command in (adopting.adopt, adopting.history, adopting.public):
    criteria.add_command(command)


@criteria.command(help="Check criteria before they are used.\n\nExample: sukoyaka hub criteria lint v1")
@click.argument("name")
@JSON
def lint(name: str, as_json: bool) -> None:
    """Loads the criteria; any fault is an error with its place."""
    from sukoyaka.hub.screening import criteria

    loaded = criteria.load(name)
    console.say(f"{name}: {len(loaded.items)} items, {len(loaded.red_flags)} red flags, {len(loaded.features)} features: in order")
    console.emit({"name": name, "sha256": loaded.digest, "items": [e.id for e in loaded.entries]}, as_json)


@criteria.command(
    help="Show what changed between two criteria, in words. No data is needed.\n\nExample: sukoyaka hub criteria diff v1 drafts/v2.toml"
)
@click.argument("old")
@click.argument("new")
@JSON
def diff(old: str, new: str, as_json: bool) -> None:
    """OLD and NEW are names (`v1`) or paths of files ending in .toml."""
    from sukoyaka.hub.screening import criteria, diff

    before, after = criteria.named(old), criteria.named(new)
    changes = diff.compare(before, after)
    for change in changes:
        console.err.print(change.line, soft_wrap=True, markup=False)
    console.say(f"{before.name} → {after.name}: {len(changes)}か所の変更" if changes else f"{before.name} → {after.name}: 変更はありません")
    document = [{"kind": change.kind, "where": change.where, "line": change.line} for change in changes]
    console.emit({"old": before.name, "new": after.name, "changes": document}, as_json)


@criteria.command(
    help="Show the readable sheet of criteria, for a nurse and for the public.\n\nExample: sukoyaka hub criteria sheet v1 --out sheet.html"
)
@click.argument("name")
@click.option("--out", type=PAGE, required=True, help="The page to write.")
@JSON
def sheet(name: str, out: Path, as_json: bool) -> None:
    """NAME is a name (`v1`) or the path of a file ending in .toml."""
    from sukoyaka.hub.screening import criteria
    from sukoyaka.hub.screening.report import pages
    from sukoyaka.hub.store.home import write_whole

    rules = criteria.named(name)
    write_whole(out, pages.sheet(rules).encode())
    console.say(f"{rules.title}: {out}")
    console.emit({"name": rules.name, "sha256": rules.digest, "page": str(out)}, as_json)


@criteria.command(
    "try",
    help="Try NEW criteria on the population before adopting them: counts only, nothing is written into the home.\n\n"
    "Example: sukoyaka hub criteria try drafts/v2.toml --against v1 --as-of 2024-04-01 --home var/hub --out try.html",
)
@click.argument("new")
@click.option("--against", "old", required=True, help="The criteria in use: a name, or the path of a .toml.")
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only facts known before this day are used.")
@HOME
@REGISTER
@click.option("--out", type=PAGE, help="A page to write, outside the home.")
@JSON
def try_(new: str, old: str, as_of: datetime, home: Path, register: Path | None, out: Path | None, as_json: bool) -> None:
    """Who would enter and leave the lists, and why; counts under ten are not shown."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.screening import criteria
    from sukoyaka.hub.screening.report import pages
    from sukoyaka.hub.store.home import write_whole

    if out and out.resolve().is_relative_to(home.resolve()):
        raise click.UsageError(f"--out lies in the home {home}. Allowed: any other directory. A trial leaves the home as it is.")
    result = flow.try_criteria(home, registers.load(register), criteria.named(new), criteria.named(old), _day(as_of))
    for title, header, rows in pages.tables(result):
        console.show_table(title, header, rows)
    if out:
        write_whole(out, pages.trial(result).encode())
        console.say(f"試算の報告書: {out}")
    console.emit(result, as_json)


def _cleansing(source: str, counts: dict[str, Any]) -> tuple[str, int, int, int, int]:
    return source, counts["rows_in"], counts["rows_kept"], counts["rows_set_aside"], sum(counts["rules"]["changed"].values())


def _outcome(outcome: Outcome) -> dict[str, Any]:
    error = outcome.error
    document: dict[str, Any] = {"parcel": outcome.directory, "kind": outcome.kind, "outcome": outcome.outcome, "rows": outcome.rows}
    return document | ({"reason": error.sentence(), "exit_code": int(error.exit_code)} if error else {})


def _raise_first(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.error:
            raise outcome.error


def _day(moment: datetime) -> date:
    return date(moment.year, moment.month, moment.day)


def _passphrase(new: bool = False) -> str:
    given = os.environ.get("SUKOYAKA_PASSPHRASE")
    return given or str(click.prompt("Passphrase", hide_input=True, confirmation_prompt=new, err=True))
