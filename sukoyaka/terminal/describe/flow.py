"""`terminal describe` in order: look at the file, profile its columns, draft its register file.

Reads one extract. Writes a draft where asked, never over an existing file: somebody may have completed it.
"""

from pathlib import Path
from typing import Any

from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal.describe.columns import Column
from sukoyaka.terminal.describe.columns import describe as profile
from sukoyaka.terminal.describe.draft import draft
from sukoyaka.terminal.describe.layout import Layout, look_at


class DraftExists(SukoyakaError):
    """A draft would overwrite a file."""

    exit_code = ExitCode.USAGE


def describe(file: Path) -> tuple[Layout, list[Column]]:
    """The file's form and its columns; a claims file has records instead. Raises `FileRefused`."""
    layout = look_at(file)
    return layout, [profile(name, layout.rows[name]) for name in layout.rows.columns]


def write_draft(layout: Layout, columns: list[Column], out: Path) -> None:
    """Writes the draft whole. Raises `DraftExists`."""
    if out.exists():
        raise DraftExists(f"{out.name} exists already", "a new file", "name another file, or remove it yourself")
    hidden = out.with_name(f".{out.name}")
    hidden.write_text(draft(layout, columns), encoding="utf-8")
    hidden.replace(out)


def told(layout: Layout, columns: list[Column]) -> dict[str, Any]:
    """The result of the command."""
    return {
        "file": layout.file,
        "format": layout.format,
        "encoding": layout.encoding,
        "delimiter": layout.delimiter,
        "title_rows": layout.titles,
        "header_rows": layout.header_rows,
        "rows": layout.rows.height,
        "ragged_rows": layout.ragged,
        "record_types": layout.record_types,
        "columns": [
            {
                "name": column.name,
                "type": column.type.value,
                "filled": column.filled,
                "distinct": column.distinct,
                "width": list(column.width),
                "codes": list(column.codes),
                "pattern": column.pattern,
                "warnings": list(column.warnings),
                "forbidden": column.forbidden,
            }
            for column in columns
        ],
    }
