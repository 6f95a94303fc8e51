"""`sukoyaka hub criteria adopt`, `… history` and `… public`: each parses, calls one function, shows the result."""

from datetime import date, datetime
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.hub.options import DAY, HOME, JSON, REGISTER


@click.command(
    help="Adopt a version: a person's act, recorded. From its day on `hub screen` uses it.\n\n"
    "Example: sukoyaka hub criteria adopt v2 --by 総括管理主体 --on 2024-04-01 --reason 妊娠期の項目を加える "
    "--trial try.json --home var/hub"
)
@click.argument("name")
@click.option("--by", required=True, help="Who decides.")
@click.option("--on", type=DAY, required=True, help="Day of the decision; in force from this day.")
@click.option("--reason", required=True, help="Why.")
@click.option(
    "--trial",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The result of `hub criteria try … --json` that was looked at.",
)
@click.option("--without-trial", is_flag=True, help="Say that no trial was looked at; the reason says why.")
@HOME
@JSON
def adopt(name: str, by: str, on: datetime, reason: str, trial: Path | None, without_trial: bool, home: Path, as_json: bool) -> None:
    """NAME is a version that lies in the directory of the criteria (`v2`)."""
    from sukoyaka.hub.screening import adoption

    act = adoption.adopt(home, name, adoption.Decision(by, date(on.year, on.month, on.day), reason, trial, without_trial))
    console.say(f"{act.version_before or '（なし）'} → {act.version}: {act.on} から有効 · {home / adoption.LEDGER}")
    console.emit(act.document(), as_json)


@click.command(help="Show which versions were adopted, by whom, when and why.\n\nExample: sukoyaka hub criteria history --home var/hub")
@HOME
@JSON
def history(home: Path, as_json: bool) -> None:
    """In the order of adoption; the last one is in force."""
    from sukoyaka.hub.screening import adoption

    acts = adoption.history(home)
    rows = [(a.on, a.version, a.version_before or "—", a.by, a.reason, a.trial_sha256[:12] or "試算なし", a.sha256[:12]) for a in acts]
    console.show_table("採用の記録", ("採用日", "版", "前の版", "採用した人", "理由", "見た試算", "基準ファイル"), rows)
    console.emit({"adoptions": [act.document() for act in acts]}, as_json)


@click.command(
    help="Write what the public is told of criteria, from the very file that is used.\n\n"
    "Example: sukoyaka hub criteria public v1 --city 市 --contact こども家庭支援課 --out public.html"
)
@click.argument("name")
@click.option("--city", default="市", show_default=True, help="As the page calls the city.")
@click.option("--contact", required=True, help="Where people ask, correct and complain.")
@REGISTER
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The page to write.")
@JSON
def public(name: str, city: str, contact: str, register: Path | None, out: Path, as_json: bool) -> None:
    """NAME is a name (`v1`) or the path of a file ending in .toml."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.screening import criteria
    from sukoyaka.hub.screening.report import pages
    from sukoyaka.hub.store.home import write_whole

    rules = criteria.named(name)
    write_whole(out, pages.public(rules, registers.load(register), city, contact).encode())
    console.say(f"{rules.title}: {out}")
    console.emit({"name": rules.name, "sha256": rules.digest, "page": str(out)}, as_json)
