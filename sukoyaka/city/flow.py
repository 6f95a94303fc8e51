"""The city from seed to extracts: the table of contents.

Reads a seed, a scale and a day; writes `extracts/`, `geo/`, `truth/` and `city.json`. Why: one function, each line a step.
"""

import json
import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from sukoyaka.city import (
    allowance,
    assistance,
    calendar,
    cards,
    care,
    checkups,
    claim_files,
    claims,
    consultations,
    dental,
    diagnoses,
    dirt,
    disability,
    effects,
    insurance,
    land,
    maternity,
    need,
    pregnancies,
    registry,
    sheet,
    truth,
    vaccines,
)
from sukoyaka.city.claim_files import ClaimRow
from sukoyaka.city.dice import Dice
from sukoyaka.city.history import History
from sukoyaka.city.need import Cohort, Latent
from sukoyaka.city.registry import Registry
from sukoyaka.city.sheet import Sheet
from sukoyaka.city.stays import Stays
from sukoyaka.console import progress
from sukoyaka.records.age import add_months
from sukoyaka.records.errors import ExitCode, SukoyakaError

WINDOW = 72  # months
# every subsystem has a stream of its own: a change in one does not move the others. Append, never reorder.
STREAMS = (
    "history",
    "register",
    "latent",
    "need",
    "checkups",
    "vaccines",
    "insurance",
    "claims",
    "allowance",
    "consultations",
    "dirt",
    "patients",
    "assistance",
    "pregnancies",
    "maternity",
    "dental",
    "care",
    "disability",
    "cards",
)


class OutputOccupied(SukoyakaError):
    """The output directory holds something that is not a city."""

    exit_code = ExitCode.USAGE


@dataclass(frozen=True)
class Request:
    """What to build."""

    scale: float
    seed: int
    as_of: date
    dirt: float = 1.0


def build(request: Request, out: Path) -> dict[str, Any]:
    """Builds the city in `out` and gives its summary, which is also `city.json`."""
    _clear(out)
    streams = _streams(request.seed)
    end, start = calendar.day_of(request.as_of), calendar.day_of(add_months(request.as_of, -WINDOW))
    city = _people(request, streams, start, end)
    stays = Stays(city)
    carried = need.latent(city, streams["latent"])
    cohort = need.cohort(city, stays, carried, streams["need"], start)
    sheets, happened, spells = _services(city, stays, cohort, streams, start, request)
    sheets += _social_services(city, stays, cohort, carried, sheets, happened[0], streams, start)
    held = cards.held(city, cohort, stays, sheets, streams["cards"], start)
    spells = cards.outside(spells, held, cards.ASSISTANCE)
    sheets += [insurance.sheet(city, spells), *cards.sheets(city, held)]
    receipts, treated = _write_claims(city, cohort, carried, spells, held, streams, request.dirt, out / "extracts")
    planted, treated_months = effects.plant(sheets, happened[0], city, stays, effects.by_person(treated))
    written = _write_sheets(sheets, streams["dirt"], request.dirt, out / "extracts")
    diagnoses.write_master(out / "extracts", calendar.plain(request.as_of))
    land.write(request.seed, out / "geo")
    _write_truth(city, cohort, written, receipts, happened, out / "truth")
    effects.save(planted, out / "truth")
    truth.save(treated_months, out / "truth" / "treated_months.parquet")
    return _summary(request, city, cohort, written, receipts, out)


def _clear(out: Path) -> None:
    """A city may replace a city, nothing else."""
    if out.exists() and any(out.iterdir()) and not (out / "city.json").exists():
        raise OutputOccupied(
            f"{out.name}/ holds files that are no city", "an empty or new directory, or an earlier city", "choose another --out"
        )
    for part in ("city.json", "extracts", "geo", "truth"):
        path = out / part
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    (out / "city.json").write_text("{}\n", encoding="utf-8")  # ours, though unfinished: the next run may clear it


def _streams(seed: int) -> dict[str, np.random.Generator]:
    children = np.random.SeedSequence(seed).spawn(len(STREAMS))
    return {name: np.random.default_rng(child) for name, child in zip(STREAMS, children, strict=True)}


def _people(request: Request, streams: dict[str, np.random.Generator], start: int, end: int) -> Registry:
    with progress("人の暮らし", WINDOW + 1, "months") as advance:
        world = History(streams["history"], request.scale, start, end).run(advance)
    return registry.register(world, streams["register"], end)


def _services(
    city: Registry, stays: Stays, cohort: Cohort, streams: dict[str, np.random.Generator], start: int, request: Request
) -> tuple[list[Sheet], list[pl.DataFrame], list[insurance.Insured]]:
    """Every department's sheets, what happened, and the insured."""
    as_of = calendar.plain(request.as_of)
    with progress("部署の台帳", 6, "departments") as advance:
        sheets = [registry.sheet(city, as_of)]
        advance(1)
        checked, came = checkups.sheets(city, cohort, stays, streams["checkups"], start)
        advance(1)
        vaccinated, doses = vaccines.sheets(city, cohort, stays, streams["vaccines"], start)
        advance(1)
        spells = insurance.insured(city, cohort, stays, streams["insurance"], start)
        advance(1)
        granted, known = allowance.sheets(city, cohort, streams["allowance"])
        advance(1)
        desk, calls = consultations.sheet(city, cohort, stays, known, streams["consultations"], start)
        advance(1)
    granted = [s for s in granted if request.dirt > 0 or not s.refused]
    sheets += [*checked, *vaccinated, *granted, desk]
    return sheets, [came, doses, calls], spells


def _social_services(
    city: Registry,
    stays: Stays,
    cohort: Cohort,
    carried: Latent,
    sheets: list[Sheet],
    came: pl.DataFrame,
    streams: dict[str, np.random.Generator],
    start: int,
) -> list[Sheet]:
    """Sheets of welfare, maternity, teeth, care and disability. `came`: who came to the child checkups."""
    with progress("福祉と母子保健の台帳", 5, "departments") as advance:
        found = [assistance.sheet(city, carried, streams["assistance"])]
        advance(1)
        checked = [each for each in sheets if each.source == "checkup_child"]
        expected = pregnancies.draw(city, cohort, stays, checked, streams["pregnancies"], start)
        found += maternity.sheets(city, cohort, stays, expected, streams["maternity"], start)
        advance(1)
        found += dental.sheets(city, cohort, stays, came, streams["dental"], start)
        advance(1)
        found.append(care.sheet(city, carried, stays, streams["care"]))
        advance(1)
        found.append(disability.sheet(city, carried, stays, streams["disability"]))
        advance(1)
    return found


def _write_sheets(sheets: list[Sheet], rng: np.random.Generator, share: float, extracts: Path) -> list[tuple[Sheet, list[int]]]:
    written = []
    with progress("抽出ファイル", sum(len(s) for s in sheets)) as advance:
        for each, stream in zip(sheets, rng.spawn(len(sheets)), strict=True):
            dirt.plant(each, stream, share)
            written.append((each, sheet.write(each, extracts)))
            advance(len(each))
    return written


def _write_claims(
    city: Registry,
    cohort: Cohort,
    carried: Latent,
    spells: list[insurance.Insured],
    held: list[cards.Held],
    streams: dict[str, np.random.Generator],
    share: float,
    extracts: Path,
) -> tuple[list[ClaimRow], list[tuple[int, int]]]:
    """Every visit once, under the insurance of the city or under another card, claimed from every payer; whose mood was treated."""
    covered: list[claims.Covered] = [*spells, *cards.uninsured(held, spells)]
    people = claims.patients(city, cohort, carried, covered, streams["patients"])
    desk = claim_files.Desk(city, claim_files.subsidies(held), people, share)
    months = claims.months(city.end)
    found: list[ClaimRow] = []
    with progress("レセプト", len(months), "months") as advance:
        for month, seed in zip(months, streams["claims"].integers(0, 2**62, len(months)).tolist(), strict=True):
            found += claim_files.write_month(month, desk, covered, Dice(seed), extracts, last=month == months[-1])
            advance(1)
    return found, desk.moods


def _write_truth(
    city: Registry,
    cohort: Cohort,
    written: list[tuple[Sheet, list[int]]],
    receipts: list[ClaimRow],
    happened: list[pl.DataFrame],
    folder: Path,
) -> None:
    truth.save(registry.residents(city), folder / "residents.parquet")
    truth.save(registry.households(city), folder / "households.parquet")
    truth.save(registry.renumbered(city), folder / "renumbered.parquet")
    truth.save(truth.rows(written, receipts), folder / "rows.parquet")
    truth.save(truth.children(city, cohort), folder / "children.parquet")
    truth.save(truth.mothers(city, cohort), folder / "mothers.parquet")
    truth.save(truth.events(city, happened), folder / "events.parquet")


def _summary(
    request: Request, city: Registry, cohort: Cohort, written: list[tuple[Sheet, list[int]]], receipts: list[ClaimRow], out: Path
) -> dict[str, Any]:
    kids = truth.children(city, cohort)
    files = {each.file: len(each) for each, _ in written}
    planted: dict[str, int] = {}
    for word in [w for each, _ in written if not each.refused for w in each.planted.tolist()] + [r.planted for r in receipts]:
        if word:
            planted[word] = planted.get(word, 0) + 1
    for receipt in receipts:
        files[receipt.file] = files.get(receipt.file, 0) + 1
    summary = {
        "scale": request.scale,
        "seed": request.seed,
        "as_of": request.as_of.isoformat(),
        "dirt": request.dirt,
        "residents": int(city.resident.sum()),
        "people": len(city.number),
        "households": sum(1 for members in city.world.members if members),
        "children": len(kids),
        "children_needing_support": int(kids["needs_support"].sum()),
        "rows": files,
        "rows_total": sum(files.values()),
        "planted": dict(sorted(planted.items())),
    }
    sheet.write_whole(out / "city.json", (json.dumps(summary, ensure_ascii=False, indent=2) + "\n").encode())
    return summary
