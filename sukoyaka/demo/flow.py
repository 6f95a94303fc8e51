"""The whole path, a line a step. Reads nothing but what each step wrote; writes `summary.json`."""

import json
from datetime import date
from itertools import takewhile
from pathlib import Path
from typing import Any

from sukoyaka.demo.homes import ZONES, Homes, fresh
from sukoyaka.demo.steps import Step, run
from sukoyaka.demo.summary import summary

CRITERIA = "v1"


def whole_path(scale: float, seed: int, as_of: date, out: Path, port: int) -> dict[str, Any]:
    """City → terminal → hub → office, each step its own process; returns the summary that is also written."""
    homes = fresh(out)
    city = ("--scale", str(scale), "--seed", str(seed), "--as-of", as_of.isoformat(), "--out", homes.city)
    steps = [_step(homes, "city", "合成都市をつくる", "city", "build", *city), *_make_keys(homes), *_walk(homes, as_of.isoformat())]
    document = summary(homes, steps, scale=scale, seed=seed, as_of=as_of, port=port)
    homes.summary.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return document


def _walk(homes: Homes, day: str) -> list[Step]:
    """The path proper, in order: zone, what it does, its command."""
    terminal, hub, office = (("--home", homes.home(zone)) for zone in ZONES)
    from_terminal, from_hub = homes.media("terminal"), homes.media("hub")
    extracts = homes.city / "extracts"
    screen = ("--criteria", CRITERIA, "--as-of", day, "--out", from_hub)
    path: tuple[tuple[str, str, tuple[str | Path, ...]], ...] = (
        (
            "terminal",
            "抽出データを読み、点検し、マスキングする",
            ("terminal", "mask", extracts, "--out", from_terminal, "--on", day, *terminal),
        ),
        ("hub", "データ基盤が受け取る", ("hub", "receive", from_terminal, "--on", day, *hub)),
        ("hub", "統合し、目的別に変換する", ("hub", "build", "--as-of", day, *hub)),
        ("hub", "判定する", ("hub", "screen", *screen, *hub)),
        ("office", "利用側のデータベースを用意する", ("office", "migrate", *office)),
        ("office", "利用者をつくる", ("office", "accounts", "demo", "--demo", "--without-second-factor", *office)),
        ("office", "地区の境界を登録する", ("office", "towns", homes.city / "geo" / "towns.geojson", *office)),
        ("office", "本人情報を受け取る", ("office", "receive", from_terminal, "--on", day, *office)),
        ("office", "判定結果を受け取る", ("office", "receive", from_hub, "--on", day, *office)),
    )
    return [_step(homes, zone, name, *words) for zone, name, words in path]


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
