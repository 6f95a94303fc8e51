"""What every test may rely on: with REQUIRE_ALL=1 a missing browser or database is a failure, not a skip."""

import os

import pytest


def require(present: bool, what: str) -> None:
    """Skips the test, or fails it where everything is required."""
    if present:
        return
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(f"{what} is missing, and REQUIRE_ALL=1 asks for it")
    pytest.skip(f"{what} is missing")
