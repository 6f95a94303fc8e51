"""`sukoyaka demo …`: the whole path on a synthetic city, then the office in a browser."""

import json
import os
import subprocess
import webbrowser
from datetime import date, datetime
from pathlib import Path
from threading import Timer
from typing import Any

import click

from sukoyaka import console
from sukoyaka.demo import flow
from sukoyaka.demo.homes import Homes
from sukoyaka.demo.steps import COMMAND

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(help="The whole path on a synthetic city.")
def group() -> None:
    """Commands of the demo."""


@group.command(name="run", help="Build a city and walk the whole path.\n\nExample: sukoyaka demo run --scale 0.1 --seed 7 --out var/demo")
@click.option("--scale", type=click.FloatRange(0.001, 10), default=0.1, show_default=True, help="1.0 is a city of 375,781.")
@click.option("--seed", type=int, default=7, show_default=True, help="Same seed, same city.")
@click.option("--as-of", type=DAY, default="2024-04-01", show_default=True, help="The city's today.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True, help="Directory of the demo.")
@click.option("--port", type=int, default=8000, show_default=True, help="Port that the office will be served on.")
@click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
def run_path(scale: float, seed: int, as_of: datetime, out: Path, port: int, as_json: bool) -> None:
    """Runs every step as its own process and shows what it found."""
    document = flow.whole_path(scale, seed, date(as_of.year, as_of.month, as_of.day), out.resolve(), port)
    show(document)
    console.emit(document, as_json)


@group.command(help="Serve the office of a finished demo.\n\nExample: sukoyaka demo serve --out var/demo --port 8000")
@click.option(
    "--out", type=click.Path(path_type=Path, exists=True), default=Path("var/demo"), show_default=True, help="Directory of the demo."
)
@click.option("--port", type=int, default=8000, show_default=True, help="Port to serve on.")
def serve(out: Path, port: int) -> None:
    """Starts the office and, where there is a screen, a browser."""
    homes = Homes(out.resolve())
    Timer(3, webbrowser.open, (f"http://127.0.0.1:{port}/",)).start()
    day = json.loads(homes.summary.read_text(encoding="utf-8"))["as_of"]
    words = [*COMMAND, "office", "serve", "--home", str(homes.home("office")), "--port", str(port), "--on", day]
    subprocess.run(words, env={**os.environ, **homes.environment("office")}, check=True)


def show(document: dict[str, Any]) -> None:
    """Tables for the person at the keyboard."""
    rows, lists, marked, linked = (document[key] for key in ("rows", "lists", "screening", "linkage"))
    console.show_table("工程", ("工程", "秒", "最大メモリ MiB"), [(s["name"], s["seconds"], s["peak_mib"]) for s in document["steps"]])
    console.show_table(
        "行",
        ("データ", "読んだ", "保留", "届けた", "対象外", "確認待ち"),
        [_counts(name, c) for name, c in [*rows["by_source"].items(), ("計", rows)]],
    )
    console.show_table(
        "結果（合成データ）",
        ("項目", "値"),
        [
            ("対象のこども", lists["population"]),
            (lists["labels"]["support_needed"], lists["support_needed"]),
            (lists["labels"]["at_risk"], lists["at_risk"]),
            ("名寄せ 適合率 / 再現率", f"{linked['precision']:.4f} / {linked['recall']:.4f}"),
            ("AUC 判定基準 / 真の確率（上限）", f"{_figure(marked['ours'], 'auc')} / {_figure(marked['oracle'], 'auc')}"),
            (f"上位{marked['capacity']}人の適合率", f"{_figure(marked['ours'], 'precision')} / {_figure(marked['oracle'], 'precision')}"),
            ("支援を要する割合（真値）", f"{marked['base_rate']:.3f}"),
            ("秒 / 最大メモリ MiB", f"{document['total_seconds']} / {document['peak_mib']}"),
        ],
    )
    console.show_table(
        "体験用アカウント",
        ("役割", "利用者名", "パスワード"),
        [(a["role"], a["username"], a["password"]) for a in document["office"]["accounts"]],
    )
    console.say(f"[bold]{document['office']['address']}[/]  (make demo で開きます)")


def _counts(name: str, counts: dict[str, int]) -> tuple[str, int, int, int, int, int]:
    return (name, counts["read"], counts["quarantined"], counts["delivered"], counts["out_of_scope"], counts["waiting_review"])


def _figure(figures: dict[str, Any], name: str) -> str:
    value = figures[name] if name in figures else figures[f"{name}_at_capacity"]
    low, high = figures[f"{name}_interval"]
    return f"{value:.3f} ({low:.3f}-{high:.3f})"
