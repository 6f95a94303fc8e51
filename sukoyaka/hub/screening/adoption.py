"""Which version of the criteria is in force on a day: the one that a person adopted last, by a recorded act.

Reads and writes `criteria/adopted.jsonl` of the hub's home; beside it lie the file and the trial as they were looked at. Why: lists
about families come from criteria that somebody decided on, and it must stay known who, when, why, and after seeing what.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sukoyaka.governance import acts
from sukoyaka.hub.screening import criteria as files_of
from sukoyaka.hub.screening.criteria import Criteria
from sukoyaka.hub.store import files
from sukoyaka.hub.store.home import Home, alone, write_whole
from sukoyaka.records.errors import ExitCode, SukoyakaError

LEDGER = "criteria/adopted.jsonl"


class AdoptionRefused(SukoyakaError):
    """A version that cannot be adopted like this."""

    exit_code = ExitCode.USAGE


class NotAdopted(SukoyakaError):
    """Lists were asked for under criteria that nobody adopted, or that are not what was adopted."""

    exit_code = ExitCode.CRITERIA_INVALID


@dataclass(frozen=True)
class Adoption:
    """One act. `sha256` of the criteria file, `version_before` the one in force until then, `trial_sha256` empty without a trial."""

    version: str
    sha256: str
    version_before: str
    by: str
    on: date
    reason: str
    trial_sha256: str
    record: str = ""  # digest of the act's line in the ledger

    def document(self) -> dict[str, str]:
        """As JSON has it."""
        return {name: str(value) for name, value in asdict(self).items()}


@dataclass(frozen=True)
class Decision:
    """What the person says: who, when, why, and the trial that was looked at (none only if that is said too)."""

    by: str
    on: date
    reason: str
    trial: Path | None = None
    without_trial: bool = False


def history(home: Path) -> list[Adoption]:
    """Every adoption in order. Raises `LedgerDamaged` for a ledger that was changed."""
    names = ("version", "sha256", "version_before", "by", "reason", "trial_sha256", "record")
    return [Adoption(on=date.fromisoformat(act["on"]), **{n: act[n] for n in names}) for act in acts.recorded(home / LEDGER)]


def in_force(home: Path, day: date) -> Adoption | None:
    """The version adopted last by a day; none before the first adoption."""
    until = [adoption for adoption in history(home) if adoption.on <= day]
    return until[-1] if until else None


def adopt(home: Path, name: str, decision: Decision) -> Adoption:
    """Records the adoption of a version, and keeps file and trial as they were. Raises `AdoptionRefused`, `CriteriaInvalid`."""
    with alone(Home(home)):
        return _adopt(home, name, decision)


def _adopt(home: Path, name: str, decision: Decision) -> Adoption:
    version, before = files_of.load(name), history(home)
    _check_said(decision)
    _check_version(version, decision.on, before)
    seen = _trial(decision, version, before[-1] if before else None)
    act = Adoption(
        version.name,
        version.digest,
        before[-1].version if before else "",
        decision.by.strip(),
        decision.on,
        decision.reason.strip(),
        files.sha256(decision.trial) if decision.trial else "",
    )
    directory = (home / LEDGER).parent
    write_whole(directory / f"{version.digest}.toml", (files_of.default_directory() / f"{name}.toml").read_bytes())
    if seen is not None:
        write_whole(directory / f"{act.trial_sha256}.trial.json", seen)
    acts.record(home / LEDGER, {name: value for name, value in act.document().items() if name != "record"})
    return history(home)[-1]


def _check_said(decision: Decision) -> None:
    if not decision.by.strip() or not decision.reason.strip():
        raise AdoptionRefused("criteria were to be adopted without a name or a reason", "--by NAME --reason TEXT", "state both")
    if decision.without_trial == (decision.trial is not None):
        raise AdoptionRefused(
            "an adoption says either which trial was looked at, or that none was",
            "--trial FILE.json, or --without-trial with the reason in --reason",
            "run `sukoyaka hub criteria try NEW --against OLD --as-of DATE --json > FILE.json`, and read it",
        )


def _check_version(version: Criteria, on: date, before: list[Adoption]) -> None:
    changed = [one for one in before if one.version == version.name and one.sha256 != version.digest]
    if changed:
        raise AdoptionRefused(
            f"{version.name} was adopted on {changed[-1].on} and its file has changed since",
            "one version, one content",
            f"put {version.name}.toml back, and give the new content the name of the next version",
        )
    if before and before[-1].sha256 == version.digest:
        raise AdoptionRefused(
            f"{version.name} is in force since {before[-1].on}", "another version", "nothing needs to be done: it stays in force"
        )
    if before and on < before[-1].on:
        raise AdoptionRefused(
            f"an adoption on {on} would come before that of {before[-1].version} on {before[-1].on}",
            f"days from {before[-1].on} on",
            "adopt from the day of the decision: what was in force before stays as it was",
        )


def _trial(decision: Decision, version: Criteria, before: Adoption | None) -> bytes | None:
    """The bytes of the trial, which must be of exactly this version, against the one in force, and not from after the decision."""
    if decision.trial is None:
        return None
    raw = decision.trial.read_bytes()
    said = _said(raw)
    if said["new"] != version.digest or (before is not None and said["old"] != before.sha256):
        against = before.version if before else "any version"
        raise AdoptionRefused(
            f"the trial is not of {version.name} as it is now against {against}",
            f"a trial of the file that is adopted, against what is in force ({against})",
            f"run `sukoyaka hub criteria try {version.name} --against {against if before else 'OLD'} --as-of DATE --json` again",
        )
    if said["as_of"] > decision.on.isoformat():
        raise AdoptionRefused(
            f"the trial is of {said['as_of']}, after the decision of {decision.on}", "a trial that was looked at before", "correct --on"
        )
    return raw


def _said(raw: bytes) -> Mapping[str, str]:
    try:
        document: Any = json.loads(raw)
        return {"new": str(document["new"]["sha256"]), "old": str(document["old"]["sha256"]), "as_of": str(document["as_of"])}
    except (ValueError, KeyError, TypeError) as error:
        raise AdoptionRefused(
            "the file given as --trial is not the result of a trial",
            "what `sukoyaka hub criteria try … --json` wrote",
            "save that result to a file and name it",
        ) from error


def chosen(home: Path, name: str | None, as_of: date, *, trial_run: bool = False) -> tuple[Criteria, Adoption | None]:
    """The criteria of a determination, and the act that put them in force.

    Without a name those in force on the day. With one, only these, unless nobody ever adopted any (first use is not an adoption)
    or it is a trial run. Raises `NotAdopted`.
    """
    adopted, ever = in_force(home, as_of), history(home)
    if name is None:
        if adopted is None:
            first = f"; the first was adopted on {ever[0].on}" if ever else ""
            raise NotAdopted(f"no criteria were in force on {as_of}{first}", "a version adopted by that day, or --criteria NAME", _ADOPT)
        return _as_adopted(files_of.load(adopted.version), adopted), adopted
    rules = files_of.load(name)
    if trial_run or not ever:
        return rules, adopted if adopted and adopted.sha256 == rules.digest else None
    if adopted is None or adopted.version != rules.name:
        held = f"{adopted.version} is in force on {as_of}" if adopted else f"nothing is in force on {as_of}"
        raise NotAdopted(
            f"{rules.name} is not adopted: {held}",
            adopted.version if adopted else "adopted versions",
            f"{_ADOPT}, or try it with --trial-run",
        )
    return _as_adopted(rules, adopted), adopted


_ADOPT = "have a person adopt a version: `sukoyaka hub criteria adopt NAME --by NAME --on DATE --reason TEXT --trial FILE.json`"


def _as_adopted(rules: Criteria, adopted: Adoption) -> Criteria:
    if rules.digest != adopted.sha256:
        raise NotAdopted(
            f"{rules.name}.toml has changed since {rules.name} was adopted on {adopted.on}",
            f"the file as adopted (criteria/{adopted.sha256[:12]}….toml in the home)",
            "put it back, and adopt the new content as the next version",
        )
    return rules
