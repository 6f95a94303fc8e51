"""The hub's own errors: one class per cause, one exit code per class.

Raised by every step of the hub; kept in the lowest of them so that each may name them.
"""

from sukoyaka.records.errors import ExitCode, SukoyakaError


class NothingReceived(SukoyakaError):
    """There is nothing to work on."""

    exit_code = ExitCode.NOTHING_TO_DO


class StoreDamaged(SukoyakaError):
    """A file of the hub's home is not what it was when it was written."""

    exit_code = ExitCode.STORE_DAMAGED


class StoreFull(SukoyakaError):
    """There is no room left for what was being written; nothing of it is there, what was there is as it was."""

    exit_code = ExitCode.STORE_FULL


class NoSnapshot(SukoyakaError):
    """Nothing was built yet, or not for this purpose."""

    exit_code = ExitCode.NO_SNAPSHOT


class DirectoryOccupied(SukoyakaError):
    """Where something was to be written lies something else."""

    exit_code = ExitCode.USAGE


class DataInconsistent(SukoyakaError):
    """The data contradicts itself, its manifest or the register; nothing was built from it."""

    exit_code = ExitCode.DATA_INCONSISTENT


class ParcelOutOfSequence(SukoyakaError):
    """Two different parcels claim the same place in the sender's sequence."""

    exit_code = ExitCode.PARCEL_OUT_OF_SEQUENCE
