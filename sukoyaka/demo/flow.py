"""The whole path, a line a step. Reads nothing but what each step wrote; writes `summary.json`."""

import json
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

from sukoyaka.demo.homes import Homes, fresh
from sukoyaka.demo.steps import Step, run
from sukoyaka.demo.summary import summary

CRITERIA = "v1"


def whole_path(scale: float, seed: int, as_of: date, out: Path, port: int) -> dict[str, Any]:
    """City → terminal → hub → office, each step its own process; returns the summary that is also written."""
    homes = fresh(out)
    day = as_of.isoformat()
    steps = [
        _step(
            homes,
            "city",
            "合成都市をつくる",
            "city",
            "build",
            "--scale",
            str(scale),
            "--seed",
            str(seed),
            "--as-of",
            day,
            "--out",
            homes.city,
        ),
        *_make_keys(homes),
        _step(
            homes,
            "terminal",
            "抽出データを読み、点検し、マスキングする",
            "terminal",
            "mask",
            homes.city / "extracts",
            "--out",
            homes.media("terminal"),
            "--home",
            homes.home("terminal"),
            "--on",
            day,
        ),
        _step(homes, "hub", "データ基盤が受け取る", "hub", "receive", homes.media("terminal"), "--home", homes.home("hub"), "--on", day),
        _step(homes, "hub", "統合し、目的別に変換する", "hub", "build", "--home", homes.home("hub"), "--as-of", day),
        _step(
            homes,
            "hub",
            "判定する",
            "hub",
            "screen",
            "--criteria",
            CRITERIA,
            "--as-of",
            day,
            "--home",
            homes.home("hub"),
            "--out",
            homes.media("hub"),
        ),
        _step(homes, "office", "利用側のデータベースを用意する", "office", "migrate", "--home", homes.home("office")),
        _step(homes, "office", "利用者をつくる", "office", "accounts", "demo", "--demo", "--home", homes.home("office")),
        _step(
            homes, "office", "本人情報を受け取る", "office", "receive", homes.media("terminal"), "--home", homes.home("office"), "--on", day
        ),
        _step(homes, "office", "判定結果を受け取る", "office", "receive", homes.media("hub"), "--home", homes.home("office"), "--on", day),
    ]
    document = summary(homes, steps, scale=scale, seed=seed, as_of=as_of, port=port)
    homes.summary.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return document


def _make_keys(homes: Homes) -> list[Step]:
    made = [
        _step(homes, zone, f"鍵をつくる（{zone}）", zone, "keys", "init", "--home", homes.home(zone))
        for zone in ("terminal", "hub", "office")
    ]
    homes.exchange()
    return made


def _step(homes: Homes, zone: str, name: str, *arguments: str | Path) -> Step:
    words = [str(argument) for argument in arguments]
    key = " ".join(takewhile(lambda word: word.isalpha(), words))
    shown = " ".join(word.replace(str(homes.out), homes.out.name) for word in words)
    return run(key, name, words, homes.environment(zone), shown)
