"""The commands of the zones that are present on this machine, nothing else.

A zone that was not copied here has no commands: the terminal's image holds no hub.
"""

import importlib
import sys
from importlib.util import find_spec

import click

from sukoyaka import __version__, console
from sukoyaka.records.errors import SukoyakaError

# command → module that holds it, and its name there
GROUPS = {
    "city": ("sukoyaka.city.commands", "group"),
    "terminal": ("sukoyaka.terminal.commands", "group"),
    "hub": ("sukoyaka.hub.commands", "group"),
    "office": ("sukoyaka.office.commands", "group"),
    "audit": ("sukoyaka.office.commands", "audit_group"),
    "register": ("sukoyaka.governance.commands", "group"),
    "demo": ("sukoyaka.demo.commands", "group"),
}


@click.group(help="健やか: notice early, reach with support.")
@click.version_option(__version__)
def sukoyaka() -> None:
    """The root of all commands."""


def present() -> dict[str, tuple[str, str]]:
    """Groups whose code is on this machine."""
    return {name: place for name, place in GROUPS.items() if _is_here(place[0])}


def _is_here(module: str) -> bool:
    package = module.rpartition(".")[0]
    return find_spec(package) is not None and find_spec(module) is not None


def main() -> None:
    """Entry point: every error that we foresee is a sentence and an exit code."""
    for name, (module, attribute) in present().items():
        sukoyaka.add_command(getattr(importlib.import_module(module), attribute), name)
    try:
        sukoyaka.main(standalone_mode=False)
    except SukoyakaError as error:
        sys.exit(console.fail(error))
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
