"""Why a whole file is not read. Its rows count as quarantined; the other files go on."""

from sukoyaka.records.errors import ExitCode, SukoyakaError


class FileRefused(SukoyakaError):
    """A file that must not be read further: what came, what is allowed, what to do next."""

    exit_code = ExitCode.FILE_REFUSED

    def __init__(self, came: str, allowed: str, next_step: str, rule: str = "L3-08") -> None:
        super().__init__(came, allowed, next_step)
        self.rule = rule
