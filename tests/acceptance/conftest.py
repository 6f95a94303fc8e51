"""One small city through the whole path, once for all acceptance tests; made by the command that users run."""

import json

import pytest
from acceptance_demo import Demo, sukoyaka

from sukoyaka.demo.homes import Homes


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    out = tmp_path_factory.mktemp("path") / "demo"
    done = sukoyaka("demo", "run", "--scale", "0.05", "--seed", "11", "--out", out, "--port", "8765")
    assert done.returncode == 0, done.stderr.decode()
    return Demo(Homes(out), json.loads((out / "summary.json").read_text()), done.stdout + done.stderr)
