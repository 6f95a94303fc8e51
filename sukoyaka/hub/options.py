"""Options that the hub's commands share, so that each means the same everywhere."""

from pathlib import Path

import click

DIRECTORY = click.Path(path_type=Path, exists=True, file_okay=False)
PAGE = click.Path(path_type=Path, dir_okay=False)
DAY = click.DateTime(["%Y-%m-%d"])
HOME = click.option(
    "--home", type=click.Path(path_type=Path, file_okay=False), default=Path("var/hub"), show_default=True, help="Home of the hub."
)
REGISTER = click.option("--register", "register", type=DIRECTORY, help="Directory of the register's files.")
JSON = click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
