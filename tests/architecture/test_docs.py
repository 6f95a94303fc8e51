"""The documents keep up with the commands: each is documented, shows an example, speaks JSON, and every command named exists."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click
import pytest

from sukoyaka import cli

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md"))]


def commands(group: click.Group, path: tuple[str, ...]) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def every_command() -> dict[str, click.Command]:
    found: dict[str, click.Command] = {}
    for name, (module, attribute) in cli.present().items():
        found |= dict(commands(getattr(import_module(module), attribute), ("sukoyaka", name)))
    return found


COMMANDS = every_command()
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_documented(name: str) -> None:
    assert name in re.sub(r"\s+", " ", TEXT), f"name `{name}` in a page of docs/"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_an_example(name: str) -> None:
    assert "Example:" in (COMMANDS[name].help or ""), f"{name} --help"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_speaks_json(name: str) -> None:
    speaks = any("--json" in parameter.opts for parameter in COMMANDS[name].params)
    assert speaks or name.endswith(" serve"), f"{name} --json"


def test_a_command_named_in_the_docs_exists() -> None:
    named = set(re.findall(r"`(sukoyaka (?:city|terminal|hub|office|audit|register|demo)(?: [a-z][a-z-]+)*)", TEXT))
    groups = {" ".join(name.split()[:length]) for name in COMMANDS for length in range(1, len(name.split()))}
    known = [*COMMANDS, *groups]
    unknown = {name for name in named if name not in known and not any(name.startswith(command + " ") for command in COMMANDS)}
    assert not unknown


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!http|#)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} → {target}"


def test_the_path_names_every_step() -> None:
    path = (ROOT / "docs" / "path.md").read_text(encoding="utf-8")
    for zone in ("terminal", "hub"):
        for step in sorted((ROOT / "sukoyaka" / zone).iterdir()):
            if step.is_dir() and not step.name.startswith("_"):
                assert step.name in path, f"{zone}/{step.name}"
