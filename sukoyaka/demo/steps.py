"""Runs one command as its own process and measures it: seconds, peak memory, its JSON result.

Writes nothing. Why processes: the zones are separate machines, and a figure per step should be of that step alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sukoyaka import console
from sukoyaka.records.errors import ExitCode, SukoyakaError

COMMAND = (sys.executable, "-c", "from sukoyaka.cli import main; main()")


class StepFailed(SukoyakaError):
    """A command of the path ended with another exit code than 0; its own message stands above."""

    exit_code = ExitCode.UNEXPECTED


@dataclass(frozen=True)
class Step:
    """A command that ran. `key` is its words without options: "hub build"."""

    key: str
    name: str
    command: str
    seconds: float
    peak_mib: float
    result: dict[str, Any]


def run(key: str, name: str, arguments: Sequence[str], environment: Mapping[str, str], shown: str) -> Step:
    """Runs `sukoyaka <arguments> --json`; its progress goes to our standard error. Raises `StepFailed`."""
    console.say(f"[bold]▶ {name}[/]  sukoyaka {shown}")
    started = time.monotonic()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen([*COMMAND, *arguments, "--json"], stdout=output, env={**os.environ, **environment})
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        printed = output.read()
    if process.returncode != 0:
        raise StepFailed(f"{name} ended with exit code {process.returncode}", "0", "read its message above")
    return Step(key, name, f"sukoyaka {shown}", round(time.monotonic() - started, 2), round(usage.ru_maxrss / 1024, 1), json.loads(printed))
