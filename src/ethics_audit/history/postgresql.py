"""A history in a PostgreSQL database, such as a practice's own."""

from __future__ import annotations

import warnings

from sqlalchemy import Connection, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError as UrlError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from ethics_audit.base.errors import ArgumentError, StoreError, StoreWarning, needs_extra
from ethics_audit.base.language import gettext
from ethics_audit.history import schema
from ethics_audit.history.sql import SqlStore

SCHEMES = ("postgresql://", "postgresql+psycopg://", "postgres://")
NOT_ALLOWED = "42501"
"""What PostgreSQL calls a lack of privileges."""
LOCK = 0x65746869_6373
"""The number of the lock that writers wait for: the letters of ``ethics``."""


def store(place: str) -> SqlStore:
    """Return the store at a URL."""
    with needs_extra("postgresql"):
        import psycopg  # noqa: F401 - SQLAlchemy imports it later
    try:
        url = make_url(place).set(drivername="postgresql+psycopg")
    except (UrlError, ValueError):
        raise ArgumentError("place", "expected postgresql://user@host/name, got what is not a URL") from None
    engine = create_engine(url, poolclass=NullPool, hide_parameters=True, isolation_level="READ COMMITTED")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            connection.execute(text("SET LOCAL synchronous_commit = on"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

    return _DatabaseStore(engine)


class _DatabaseStore(SqlStore):
    def _explained(self, failure: Exception) -> StoreError:
        message = str(failure.orig if isinstance(failure, DBAPIError) else failure).strip().partition("\n")[0]
        url = self._engine.url.set(query={}).render_as_string(hide_password=True)  # the query can hold a password too
        if getattr(getattr(failure, "orig", failure), "sqlstate", "") == NOT_ALLOWED:
            message = f"{message}; the owner of its schema runs {schema.PUBLISHED}, which says what to grant"
        return StoreError(f"{url} cannot be used: {message}", code="database")

    def _tidy(self) -> None:
        """Rewrite the table without the erased text, or warn that only its owner can."""
        name = schema.ENTRIES.name
        owned = text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:name)")
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            if connection.execute(owned, {"name": name}).scalar():
                connection.execute(text(f"VACUUM FULL {name}"))
                return
        warning = gettext(
            "What was removed can no longer be read, but its text stays in the files of the database until the owner "
            "of the table runs: {command}",
            command=f"VACUUM FULL {name}",
        )
        warnings.warn(warning, StoreWarning, stacklevel=5)
