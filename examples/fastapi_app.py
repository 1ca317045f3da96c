"""An audit inside a FastAPI application with sessions of its own; kept by SQLAlchemy.

Try it: DATABASE=sqlite:///audits.db uvicorn fastapi_app:application
"""

import json
import os
import secrets
from pathlib import Path
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import JSON, BigInteger, create_engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.report.page import html

OWN = ea.load_checklist(Path(__file__).with_name("waiting_room.toml"))
AUDIT = ea.Audit("our_practice", "1.0", "Our practice", [ea.Part(ea.load_checklist("consent")), ea.Part(OWN)])


class Base(DeclarativeBase):
    """The tables."""


class Session(Base):
    __tablename__ = "sessions"
    token: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str]


class Draft(Base):
    __tablename__ = "drafts"
    user: Mapped[str] = mapped_column(primary_key=True)
    audit: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger)
    sheet: Mapped[Any] = mapped_column(JSON)  # the database may write it in its own way: the number is compared


class Audit(Base):
    __tablename__ = "audits"
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str]
    vector: Mapped[str]
    record: Mapped[str]


engine = create_engine(os.environ["DATABASE"])
Base.metadata.create_all(engine)


class Drafts:
    """Unfinished audits, one for each user and audit; the number tells whether one was changed since it was read."""

    def load(self, user, audit):
        with engine.connect() as db:
            known = select(Draft.sheet, Draft.number).where(Draft.user == user, Draft.audit == audit)
            row = db.execute(known).first()
        return web.Draft(ea.from_json(json.dumps(row.sheet), ea.AnswerSheet), row.number) if row else None

    def save(self, user, audit, sheet, before):
        kept = {"sheet": json.loads(ea.to_json(sheet))}
        if before is None:  # a number that does not come back when a draft was deleted
            change = insert(Draft).values(user=user, audit=audit, number=secrets.randbits(32), **kept)
        else:
            change = update(Draft).where(same_draft(user, audit, before)).values(number=Draft.number + 1, **kept)
        try:
            with engine.begin() as db:
                return db.execute(change).rowcount == 1
        except IntegrityError:
            return False


def same_draft(user, audit, number):
    return (Draft.user == user) & (Draft.audit == audit) & (Draft.number == number)


def finished(finish):
    """The draft becomes an audit in one transaction, if it is still the one that was finished; next is its report."""
    with engine.begin() as db:
        if db.execute(delete(Draft).where(same_draft(finish.user, finish.sheet.audit, finish.number))).rowcount != 1:
            return False
        record = ea.to_json(ea.record(finish.result))
        kept = db.execute(insert(Audit).values(user=finish.user, vector=finish.result.vector, record=record))
        return f"/audits/{kept.inserted_primary_key.number}"


def signed_in(request: Request):
    with engine.connect() as db:
        return db.scalar(select(Session.user).where(Session.token == request.cookies.get("session")))


User = Annotated[str, Depends(signed_in)]
application = FastAPI()
application.mount("/audit", web.app(AUDIT, drafts=Drafts(), user=signed_in, finished=finished))


@application.post("/login/{user}")
def login(user: str, response: Response):
    """Stands for the way in that your application has."""
    token = secrets.token_urlsafe()
    with engine.begin() as db:
        db.execute(insert(Session).values(token=token, user=user))
    response.set_cookie("session", token, httponly=True, samesite="lax")


@application.get("/audits")
def audits(user: User):
    with engine.connect() as db:
        return db.scalars(select(Audit.number).where(Audit.user == user)).all()


@application.get("/audits/{number}", response_class=HTMLResponse)
def report(number: int, user: User):
    with engine.connect() as db:
        vector = db.scalar(select(Audit.vector).where(Audit.number == number, Audit.user == user))
    if vector is None:
        raise HTTPException(404)
    return html(ea.load_vector(vector, AUDIT))
