"""Small and clear, measured: files under 400 lines, functions short, every module says what it is."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).parents[2]
FILES = [path for path in sorted((ROOT / "sukoyaka").rglob("*.py")) if "migrations" not in path.parts]


def functions() -> list[tuple[str, int]]:
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                found.append((f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1))
    return found


def test_no_file_is_over_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): count for path in FILES if (count := path.read_text(encoding="utf-8").count("\n")) > 400}
    assert not long


def test_functions_are_short() -> None:
    lengths = sorted(length for _, length in functions())
    assert statistics.median(lengths) <= 10
    assert lengths[int(len(lengths) * 0.9)] <= 35
    assert not [name for name, length in functions() if length > 60]


def test_every_module_says_what_it_is() -> None:
    silent = [str(path.relative_to(ROOT)) for path in FILES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not silent


def test_no_room_is_called_utils() -> None:
    assert not [path for path in FILES if path.stem in {"utils", "helpers", "common", "core", "misc"}]
