"""When every file of a source is refused, the path goes on without it, and its items are unknown, never no."""

import shutil
from datetime import date
from pathlib import Path

import polars as pl
from acceptance_demo import AS_OF, Demo, sukoyaka

VACCINE_ITEM = "overdue_vaccinations"
NOTHING_DUE_YET = date(2023, 8, 1)  # born so late, the first signal (no dose by eight months) is not due on the day


def test_refused_vaccinations_are_unknown_for_every_child(demo: Demo, tmp_path: Path) -> None:
    inbox = Path(shutil.copytree(demo.homes.city / "extracts", tmp_path / "inbox"))
    for path in inbox.glob("予防接種_*.csv"):
        path.write_bytes("宛名番号,接種種別,回数,接種日,担当\r\n0000000001,BCG,1,20200101,x\r\n".encode("cp932"))
    for zone in ("terminal", "hub"):
        for folder in ("keys", "trusted"):
            shutil.copytree(demo.home(zone) / folder, tmp_path / zone / folder)
    terminal, hub = (("--home", tmp_path / zone) for zone in ("terminal", "hub"))
    steps = (
        ("terminal", "mask", inbox, "--out", tmp_path / "media", "--on", AS_OF, *terminal),
        ("hub", "receive", tmp_path / "media", *hub),
        ("hub", "build", "--as-of", AS_OF, *hub),
        ("hub", "screen", "--criteria", "v1", "--as-of", AS_OF, *hub),
    )
    for step in steps:
        done = sukoyaka(*step, **demo.environment(step[0]))
        assert done.returncode == 0, done.stderr.decode()
    run = next((tmp_path / "hub" / "runs").iterdir())
    children = pl.read_parquet(run / "determination.parquet")
    people = pl.read_parquet(next((tmp_path / "hub" / "marts" / "screening").iterdir()) / "people.parquet")
    unknown = pl.read_parquet(run / "unknowns.parquet").filter(pl.col("item") == VACCINE_ITEM)
    counted = pl.read_parquet(run / "reasons.parquet").filter(pl.col("item") == VACCINE_ITEM)
    answered = children.join(unknown, on="subject_id", how="anti").join(people, on="subject_id")
    assert unknown.height > 0.8 * children.height
    assert answered["birth_month"].min() >= NOTHING_DUE_YET, "only of whom nothing is due yet can it be said that nothing is overdue"
    assert counted.is_empty()
