"""Four walls between the zones: contracts, banned calls, a fresh process, and absence."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHARED = ("records", "console.py", "governance", "parcel")
ZONES = {
    # zone      folders it is copied with           what must not be loaded
    "terminal": (*SHARED, "terminal"),
    "hub": (*SHARED, "engine", "hub"),
    "office": (*SHARED, "office"),
    "city": ("records", "console.py", "city"),
}


def run(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(path)!r})\n{code}"], capture_output=True, text=True, check=False
    )


# -- wall 1: contracts -----------------------------------------------------------------------------------------------


def lint_imports(directory: Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(
        command, cwd=directory, env={"PYTHONPATH": str(directory), "PATH": "/usr/bin"}, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "sukoyaka", tmp_path / "sukoyaka", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_is_kept(copied: Path) -> None:
    result = lint_imports(copied)
    assert result.returncode == 0, result.stdout


VIOLATIONS = {
    # what a hurried hand might add                     where                        which contract must break
    "from sukoyaka.office import vault": ("hub/flow.py", "Zones"),
    "from sukoyaka.terminal import keys": ("parcel/seal.py", "Zones"),
    "from sukoyaka.office.vault import store": ("office/web/views/worklist.py", "vault"),
    "import duckdb": ("hub/features/catalogue.py", "DuckDB"),
    "import django": ("office/casework/permissions.py", "Django"),
    "from sukoyaka.terminal import keys as opened": ("terminal/resolve/links.py", "keys"),
    "def late() -> None:\n    from sukoyaka.hub import screening": ("hub/people/__init__.py", "order"),
}


@pytest.mark.parametrize("line", VIOLATIONS)
def test_an_injected_violation_is_red(line: str, copied: Path) -> None:
    place, contract = VIOLATIONS[line]
    file = copied / "sukoyaka" / place
    assert file.exists(), f"the example of this test has moved: {place}"
    file.write_text(file.read_text() + f"\n{line}\n")
    result = lint_imports(copied)
    assert result.returncode != 0
    assert re.search(rf"{contract}.*BROKEN", result.stdout), result.stdout


def test_a_folder_that_nobody_placed_is_red(copied: Path) -> None:
    (copied / "sukoyaka" / "utils.py").write_text("")
    assert lint_imports(copied).returncode != 0


# -- wall 2: banned calls --------------------------------------------------------------------------------------------

BANNED = {
    "from importlib import import_module\nimport_module('x')": "TID251",
    "from datetime import date\nprint(date.today())": "TID251",
    "from datetime import datetime\nprint(datetime.now())": "TID251",
}


@pytest.mark.parametrize("code", BANNED)
def test_a_banned_call_is_red(code: str) -> None:
    command = [str(Path(sys.executable).with_name("ruff")), "check", "--no-cache", "--stdin-filename", "sukoyaka/hub/x.py", "-"]
    result = subprocess.run(command, cwd=ROOT, input=code, capture_output=True, text=True, check=False)
    assert BANNED[code] in result.stdout


# -- wall 3: a fresh process -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["terminal", "hub", "city"])
def test_a_zone_loads_no_other_zone(zone: str) -> None:
    others = sorted({*ZONES, "demo"} - {zone})
    strangers = "('django',)" if zone == "hub" else "('django', 'duckdb', 'ibis')"
    code = f"""
import sukoyaka.{zone}.flow
strangers = tuple("sukoyaka." + other for other in {others!r}) + {strangers}
print([name for name in sys.modules if name.startswith(strangers)])
"""
    result = run(code, ROOT)
    assert result.returncode == 0, result.stderr
    assert result.stdout.strip() == "[]"


def test_the_rules_of_case_work_load_no_django() -> None:
    code = "import sukoyaka.office.casework.permissions, sukoyaka.office.draw.timeline\nprint([m for m in sys.modules if m == 'django'])"
    result = run(code, ROOT)
    assert result.stdout.strip() == "[]", result.stderr


# -- wall 4: absence -------------------------------------------------------------------------------------------------

IMPORT_ALL = """
import pkgutil, importlib, os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sukoyaka.office.web.settings")
sys.meta_path = [finder for finder in sys.meta_path if "editable" not in str(getattr(finder, "__module__", ""))]  # only the copy
import sukoyaka
if {django}:
    import django
    django.setup()
names = [m.name for m in pkgutil.walk_packages(sukoyaka.__path__, "sukoyaka.")]
for name in names:
    importlib.import_module(name)
print(len(names))
for other in {others!r}:
    try:
        importlib.import_module("sukoyaka." + other)
    except ModuleNotFoundError:
        continue
    print("importable:", other)
"""


@pytest.mark.parametrize("zone", ZONES)
def test_each_zone_stands_alone(zone: str, tmp_path: Path) -> None:
    target = tmp_path / "sukoyaka"
    target.mkdir()
    for name in ("__init__.py", "cli.py", *ZONES[zone]):
        source = ROOT / "sukoyaka" / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target / name)
    others = sorted(set(ZONES) - {zone})
    result = run(IMPORT_ALL.format(django=zone == "office", others=others), tmp_path)
    assert result.returncode == 0, result.stderr
    assert "importable:" not in result.stdout
    assert int(result.stdout.splitlines()[0]) > 5


# -- what no wall replaces -------------------------------------------------------------------------------------------


def test_locks_hold_hashes_and_no_host() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links|--trusted-host", text.replace("--no-emit", "")), path.name


def test_every_direct_dependency_has_its_reason() -> None:
    for path in (ROOT / "requirements").glob("*.in"):
        for line in path.read_text().splitlines():
            if line and not line.startswith(("#", "-r")):
                assert re.match(r"\S+==\S+\s+# \w+", line), f"{path.name}: {line}"


def test_the_python_version_is_stated_once() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["tool"]["mypy"]["python_version"] == "3.11"
