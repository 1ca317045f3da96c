"""The exit statuses of the program."""

from enum import IntEnum


class Status(IntEnum):
    """An exit status; only a result ends with 1, so that no script takes a failure for one."""

    DONE = 0
    ALARM = 1
    WRONG_USAGE = 2
    BAD_INPUT = 3
    STORE_FAILED = 4
    INTEGRITY_BROKEN = 5
    LOCKED = 6
    FAULT = 70
    INTERRUPTED = 130
