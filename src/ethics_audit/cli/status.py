"""How the program ends."""

from enum import IntEnum


class Status(IntEnum):
    """The exit status of the program; 1 says a result alone, so that no script takes a fault for one."""

    DONE = 0
    BAND_REACHED = 1
    WRONG_USAGE = 2
    BAD_INPUT = 3
    STORE_FAILED = 4
    INTEGRITY_BROKEN = 5
    LOCKED = 6
    FAULT = 70
    INTERRUPTED = 130
