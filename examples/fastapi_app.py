"""An audit inside a FastAPI application with sessions of its own; kept by SQLAlchemy.

Try it: DATABASE=sqlite:///audits.db uvicorn fastapi_app:application
"""

import os
import secrets
from pathlib import Path
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.responses import HTMLResponse
from sqlalchemy import create_engine, delete, insert, select, update
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
    sheet: Mapped[str]


class Audit(Base):
    __tablename__ = "audits"
    number: Mapped[int] = mapped_column(primary_key=True)
    user: Mapped[str]
    vector: Mapped[str]
    record: Mapped[str]


engine = create_engine(os.environ["DATABASE"])
Base.metadata.create_all(engine)


class Drafts:
    """Unfinished audits, one a user."""

    def load(self, user):
        with engine.connect() as db:
            sheet = db.scalar(select(Draft.sheet).where(Draft.user == user))
        return ea.from_json(sheet, ea.AnswerSheet) if sheet else None

    def save(self, user, sheet, before):
        if before is None:
            change = insert(Draft).values(user=user, sheet=ea.to_json(sheet))
        else:
            known = (Draft.user == user) & (Draft.sheet == ea.to_json(before))
            change = update(Draft).where(known).values(sheet=ea.to_json(sheet))
        try:
            with engine.begin() as db:
                return db.execute(change).rowcount == 1
        except IntegrityError:
            return False


def finished(user, result):
    """The draft becomes an audit; if it is gone, another window was faster."""
    with engine.begin() as db:
        if db.execute(delete(Draft).where(Draft.user == user)).rowcount:
            record = ea.to_json(ea.record(result))
            db.execute(insert(Audit).values(user=user, vector=result.vector, record=record))
    return "/audits"


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
