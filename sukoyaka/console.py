"""How a command speaks: results as JSON on standard output, words and progress bars on standard error.

Reads nothing, writes to the terminal. Why: every zone's commands behave the same way, and none needs another zone.
"""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from sukoyaka.records.errors import ExitCode, SukoyakaError

err = Console(stderr=True, highlight=False)

Advance = Callable[[int], None]
"""Told by a long step how many units it has done since the last call."""


def silent(_: int) -> None:
    """Progress for callers who do not look."""


@contextmanager
def progress(what: str, total: int | None, unit: str = "rows") -> Iterator[Advance]:
    """A progress bar on standard error with rate and time left; `total=None` shows a spinner."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn(unit),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=err, transient=not err.is_terminal) as bar:
        task = bar.add_task(what, total=total)
        yield lambda n: bar.advance(task, n)


def say(message: str) -> None:
    """A line for the person at the keyboard."""
    err.print(message, soft_wrap=True)


def show_table(title: str, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A summary table on standard error; numbers are right-aligned and grouped."""
    table = Table(title=title, title_justify="left")
    for index, name in enumerate(header):
        numeric = any(isinstance(row[index], int | float) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")  # nothing is cut off
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    err.print(table)


def emit(result: Mapping[str, Any], as_json: bool) -> None:
    """The command's result: JSON on standard output when asked for."""
    if as_json:
        json.dump(result, sys.stdout, ensure_ascii=False, indent=2, default=_plain, sort_keys=True)
        sys.stdout.write("\n")


def fail(error: SukoyakaError) -> ExitCode:
    """Shows an error as a sentence and gives its exit code."""
    say(f"[bold red]✖[/] {error.sentence()}")
    return error.exit_code


def _plain(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
