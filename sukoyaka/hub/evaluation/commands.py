"""`sukoyaka hub evaluate`, `… model …`, `… monitor` and `… correlations`: each parses, calls one function, shows the result."""

import shutil
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from sukoyaka import console
from sukoyaka.hub.options import DAY, HOME, JSON, REGISTER

DAYS = click.option("--on", "days", type=DAY, multiple=True, required=True, help="An as-of day; three or more.")
LABEL = click.option(
    "--label", "label", default="abuse_consultation", show_default=True, help="Name in criteria/labels/: what counts as an outcome."
)
HORIZON = click.option("--horizon", type=click.IntRange(min=1), help="Days of follow-up; those of the label definition if absent.")
MODEL_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    help="Evaluate criteria on past days: lists as they would have been, against what became known afterwards.\n\n"
    "Example: sukoyaka hub evaluate --criteria v1 --on 2021-04-01 --on 2022-04-01 --on 2023-02-01 --home var/hub --out var/evaluation"
)
@click.option(
    "--criteria", "names", multiple=True, required=True, help="A name or the path of a .toml; further ones stand beside the first."
)
@click.option("--model", "model", type=MODEL_FILE, help="A model file of the first criteria: its recipe is learned anew for each day.")
@DAYS
@LABEL
@HORIZON
@click.option("--draws", type=click.IntRange(min=20), default=500, show_default=True, help="Households drawn anew, for the intervals.")
@click.option("--about", default="", help="On which data: a word for the report, such as 合成都市.")
@click.option("--bar", "bar", help="Name in criteria/bars/: what must hold, and what stops the lists.")
@HOME
@REGISTER
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Copy report and document there too.")
@JSON
def evaluate(
    names: Sequence[str],
    model: Path | None,
    days: Sequence[datetime],
    label: str,
    horizon: int | None,
    draws: int,
    about: str,
    bar: str | None,
    home: Path,
    register: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Writes `evaluations/<name>/` in the home."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.evaluation import bar as bars
    from sukoyaka.hub.evaluation import labels, run
    from sukoyaka.hub.evaluation.evaluate import Version
    from sukoyaka.hub.screening import criteria
    from sukoyaka.hub.screening.model import document

    versions = [Version(criteria.named(name)) for name in names]
    if model:
        versions.insert(0, Version(versions[0].criteria, document.load(model)))
    line = bars.load(bar) if bar else None
    asked = run.Asked(versions, labels.load(label, horizon), _dates(days), draws, about=about or run.ABOUT, bar=line)
    with console.progress("Evaluating", run.steps_of(asked), "steps") as advance:
        directory, found = run.run_evaluation(home, registers.load(register), asked, advance)
    for name, of_days in found["versions"].items():
        console.show_table(f"{name}（{found['label']['title']}）", _HEADER, [_line(one) for one in of_days])
    alarms = [kind for one in found["alarms"] for kind, said in one.items() if said["alarm"]]
    console.say(f"警報: {', '.join(sorted(set(alarms))) or 'なし'} · {found['about']}")
    if found["bar"]:
        _show_bar(found["bar"])
    console.say(f"報告書: {directory / run.REPORT}")
    if out:
        shutil.copytree(directory, out, dirs_exist_ok=True)
    console.emit({"directory": str(directory), **found}, as_json)


def _show_bar(judged: dict[str, Any]) -> None:
    rows = [(one["asks"], one["verdict"]) for one in judged["must"]] + [(asks, "STOP") for asks in judged["stopped"]]
    console.show_table(f"{judged['title']}（登録 {judged['registered_on'] or 'なし'}）", ("条件", ""), rows)


@click.group(help="The bar that is set before the results are seen.")
def bar() -> None:
    """Commands of the bar."""


@bar.command(
    help="Register a bar, before its results are known: a person's act, recorded.\n\n"
    "Example: sukoyaka hub bar register first_year --by 総括管理主体 --on 2024-04-01 --home var/hub"
)
@click.argument("name")
@click.option("--by", required=True, help="Who decides.")
@click.option("--on", type=DAY, required=True, help="Day of the decision.")
@HOME
@JSON
def register(name: str, by: str, on: datetime, home: Path, as_json: bool) -> None:
    """NAME is a file of criteria/bars/. A stop rule that an evaluation crosses holds the lists of its criteria."""
    from sukoyaka.hub.evaluation import bar as bars

    line = bars.load(name)
    record = bars.register(line, home, by, _date(on))
    console.say(f"{line.title}: {len(line.must)} + {len(line.stop)} · {home / bars.LEDGER}")
    console.emit({"bar": line.name, "sha256": line.digest, "by": by, "on": _date(on), "record": record}, as_json)


_HEADER = ("基準日", "こども", "気づかれた子", "AUC", "95%区間", "一覧の中の割合", "見つけた割合", "1人に何人")


def _line(one: dict[str, Any]) -> tuple[object, ...]:
    auc, precision, recall, needed = (one[name] for name in ("auc", "precision", "recall", "needed_to_assess"))
    spread = "–".join(f"{value:.3f}" for value in auc["interval"] or ())
    return (one["as_of"], one["children"], one["positives"], _number(auc), spread, _number(precision), _number(recall), _number(needed))


def _number(figure: dict[str, Any]) -> str:
    return "—" if figure["value"] is None else f"{figure['value']:.3f}"


@click.group(help="Points learned from labels.")
def model() -> None:
    """Commands of the model."""


@model.command(
    help="Learn points from labels around the criteria's own, and try the recipe on past days.\n\n"
    "Example: sukoyaka hub model fit --criteria v1 --on 2021-04-01 --on 2022-04-01 --on 2023-02-01 --home var/hub --out model.json"
)
@click.option("--criteria", "name", required=True, help="A name or the path of a .toml: the experts' points are the prior.")
@DAYS
@LABEL
@HORIZON
@click.option("--strength", type=click.FloatRange(min=1), default=20.0, show_default=True, help="λ: how firmly the experts' points hold.")
@click.option("--without-people", is_flag=True, help="Learn from recorded outcomes alone, not from what people decided of the lists.")
@HOME
@REGISTER
@click.option("--out", type=MODEL_FILE, required=True, help="The model file to write.")
@JSON
def fit(
    name: str,
    days: Sequence[datetime],
    label: str,
    horizon: int | None,
    strength: float,
    without_people: bool,
    home: Path,
    register: Path | None,
    out: Path,
    as_json: bool,
) -> None:
    """The file says whether the model passes the regret rule; adopting it is another act."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.evaluation import labels, run
    from sukoyaka.hub.screening import criteria
    from sukoyaka.hub.screening.model import document
    from sukoyaka.hub.store.home import write_whole

    rules, definition = criteria.named(name), labels.load(label, horizon)
    with console.progress("Measuring past days", None, "days") as advance:
        learned = run.fit_model(
            home, registers.load(register), rules, definition, _dates(days), strength, advance, heard=not without_people
        )
    write_whole(out, learned.to_bytes())
    after = {item.id: item for item in document.applied(learned, rules).items}
    moved = [(item.asks, _degrees(item), _degrees(after[item.id])) for item in rules.items if _degrees(item) != _degrees(after[item.id])]
    console.show_table("点の変化", ("項目", "いま", "学習後"), moved)
    if account := learned.fitted_on["people"]:
        console.say(
            f"人の判断: {'使った（実質 ' + str(account['effective']) + '人分）' if account['used'] else '使わない: ' + account['why']}"
        )
    console.say(f"{learned.fitted_on['positives']} / {learned.fitted_on['rows']} · {learned.gate['why']} · {out}")
    console.emit({"model": learned.name, "file": str(out), **learned.document()}, as_json)


def _degrees(item: Any) -> str:
    """「4以上 +1 · 8以上 +3」, as a table shows the degrees of an item."""
    return " · ".join(f"{one.bound:g}{'未満' if item.falls else '以上'} {one.points:+d}" for one in item.degrees)


@model.command(
    help="Adopt a model that passed the regret rule: a person's act, recorded.\n\n"
    "Example: sukoyaka hub model adopt model.json --by 総括管理主体 --on 2024-04-01 --home var/hub"
)
@click.argument("file", type=MODEL_FILE)
@click.option("--by", required=True, help="Who decides.")
@click.option("--on", type=DAY, required=True, help="Day of the decision.")
@HOME
@JSON
def adopt(file: Path, by: str, on: datetime, home: Path, as_json: bool) -> None:
    """From then on `sukoyaka hub screen --model FILE` takes it."""
    from sukoyaka.hub.screening.model import adoption, document

    learned = document.load(file)
    record = adoption.adopt(learned, home, by, _date(on))
    console.say(f"{learned.name}: {record}")
    console.emit({"model": learned.name, "record": str(record)}, as_json)


@click.command(
    help="Show how the items of criteria go together, and with a label: duplicates and contradictions.\n\n"
    "Example: sukoyaka hub correlations --criteria v1 --as-of 2023-02-01 --home var/hub"
)
@click.option("--criteria", "name", default="v1", show_default=True, help="A name or the path of a .toml.")
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only facts known before this day are used; the label is what came after.")
@LABEL
@HORIZON
@click.option("--about", default="", help="On which data: a word for the page, such as 合成都市.")
@HOME
@REGISTER
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Copy page and document there too.")
@JSON
def correlations(
    name: str,
    as_of: datetime,
    label: str,
    horizon: int | None,
    about: str,
    home: Path,
    register: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """Writes `correlations/<name>/` in the home."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.evaluation import correlating, labels, run
    from sukoyaka.hub.screening import criteria

    rules = criteria.named(name)
    asked = correlating.Asked(rules, labels.load(label, horizon), _date(as_of), about or run.ABOUT)
    with console.progress("Measuring features", len(rules.features), "features") as advance:
        directory, found = correlating.run(home, registers.load(register), asked, advance)
    titles = {item["id"]: item["title"] for item in found["items"]} | {"label": found["label"]["title"]}
    strongest = sorted((p for p in found["pairs"] if p["value"] is not None), key=lambda p: (-abs(p["value"]), p["one"], p["other"]))[:10]
    rows = [(titles[p["one"]], titles[p["other"]], f"{p['value']:+.2f}", p["children"]) for p in strongest]
    console.show_table("関係の強い項目", ("項目", "項目", "相関", "こども（約）"), rows)
    console.say(f"ほぼ同じ: {len(found['duplicates'])}組 · 結果と向きが逆: {len(found['contradictions'])}項目")
    console.say(f"報告書: {directory / run.REPORT}")
    if out:
        shutil.copytree(directory, out, dirs_exist_ok=True)
    console.emit({"directory": str(directory), **found}, as_json)


@click.command(
    help="Look at the feeds: rows of each source against its own past, and whether one seems dead.\n\n"
    "Example: sukoyaka hub monitor --as-of 2024-04-01 --home var/hub"
)
@click.option("--as-of", "as_of", type=DAY, required=True, help="Only what was known before this day is looked at.")
@HOME
@REGISTER
@JSON
def monitor(as_of: datetime, home: Path, register: Path | None, as_json: bool) -> None:
    """`sukoyaka hub screen` holds its lists when a feed is dead."""
    from sukoyaka.governance import register as registers
    from sukoyaka.hub.evaluation import run

    feeds = run.feeds_of(home, registers.load(register), _date(as_of))
    rows = [
        (
            feed["source"],
            feed["last"],
            f"{feed['usual']:.0f}",
            str(feed["known_through"]),
            feed["days_late"],
            "停止の疑い" if feed["dead"] else "",
        )
        for feed in feeds
    ]
    console.show_table("データの到着", ("データ", "直近60日の行", "ふだんの60日", "届いた日まで", "遅れ（日）", ""), rows)
    console.emit({"as_of": _date(as_of), "feeds": feeds}, as_json)


def _dates(days: Sequence[datetime]) -> list[date]:
    return [_date(day) for day in days]


def _date(moment: datetime) -> date:
    return date(moment.year, moment.month, moment.day)


@click.command(
    "export-audit",
    help="Write a determination for an auditor from outside: coarse, checked for k, recorded.\n\n"
    "Example: sukoyaka hub export-audit 0123456789abcdef var/audit --criteria v1 --to 第三者委員会 --by 総括管理主体 "
    "--on 2024-05-01 --reason 年次の検証 --home var/hub",
)
@click.argument("run_id", metavar="RUN")
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--criteria", "name", required=True, help="The criteria of the run: a name or the path of a .toml.")
@click.option("--to", required=True, help="Who receives it.")
@click.option("--by", required=True, help="Who decides.")
@click.option("--on", type=DAY, required=True, help="Day of the handover.")
@click.option("--reason", required=True, help="Why.")
@HOME
@JSON
def export_audit(run_id: str, directory: Path, name: str, to: str, by: str, on: datetime, reason: str, home: Path, as_json: bool) -> None:
    """No id, day, value or district leaves; every point can be summed again."""
    from sukoyaka.hub.evaluation import auditor
    from sukoyaka.hub.screening import criteria

    handover = auditor.Handover(to, by, _date(on), reason)
    rules = criteria.named(name)
    done = auditor.export(home, run_id, rules, criteria.path_of(name).read_bytes(), directory, handover)
    check = done["reidentification"]
    rows = [("k", check["k"]), ("行", done["children"]), ("除いた行（約）", check["rows_suppressed"])]
    console.show_table(
        f"監査への出力 {run_id}", ("", "数"), [*rows, ("全部の所見を知る人には1人だけ（約）", check["alone_with_all_findings"])]
    )
    console.emit(done, as_json)


COMMANDS = (evaluate, bar, model, monitor, correlations, export_audit)
