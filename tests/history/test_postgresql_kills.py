"""In a database too, a kill at any moment loses nothing that was acknowledged."""

from typing import TYPE_CHECKING

import pytest
from support import killed
from support.counted import COUNTED
from support.histories import result

from ethics_audit import history
from ethics_audit.history import History

if TYPE_CHECKING:
    from support.histories import Server


@pytest.mark.power
@pytest.mark.parametrize("times", [5, pytest.param(killed.KILLS, marks=pytest.mark.slow)])
def test_killed_while_it_keeps(times: int, postgresql: "Server") -> None:
    """Every acknowledged entry is there, from the first one, which creates the tables; the next program goes on."""
    stopped, places, heads = 0, [""], {}

    def prepare(number: int) -> str:
        if number % 4 == 0:
            places.append(postgresql.database())
        return places[-1]

    for url, told, before_the_end in killed.kills(killed.keep_in_database, prepare, times):
        stopped += before_the_end
        known = heads.setdefault(url, [])
        known += told
        if known:
            assert History(history.opened(url)).verify(known[-1]).known_at
            assert set(known) <= {one.hash for one in history.opened(url).entries()}
        History(history.opened(url)).keep(result())
    COUNTED["kills on PostgreSQL"] += stopped
    assert stopped
