"""The JSON endpoints for a front end of your own."""

import hashlib
import json
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Header, HTTPException, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy import text

import ethics_audit as ea

from . import definitions
from .database import acting
from .drafts import Drafts, finish, merged
from .people import Person, SignedIn, having

router = APIRouter(prefix="/api")
OWN = text("""SELECT id, audit, version, finished FROM audits
              WHERE organization = :organization AND person = :person ORDER BY finished DESC""")


class Version(BaseModel):
    audit: str
    version: str


class One(Version):
    item: str
    answer: Any


class Finished(Version):
    person: str
    number: int


class Saved(BaseModel):
    person: str
    number: int | None
    sheet: dict[str, Any]


class Published(BaseModel):
    definition: str
    checklists: dict[str, str] = {}
    translations: list[str] = []


async def asked_now(person: SignedIn):
    asked = await definitions.newest(person)
    if asked is None:
        raise HTTPException(404, "Your organization has published no questions yet.")
    return asked


AskedNow = Annotated[definitions.Asked, Depends(asked_now)]


async def version_of(person, audit, version):
    asked = await definitions.found(person, audit, version)
    if asked is None:
        raise HTTPException(404, "Your organization has published no such version.")
    return asked.audit


@router.get("/questionnaire")
async def questionnaire(asked: AskedNow, if_none_match: Annotated[str, Header()] = ""):
    tag = f'"{hashlib.sha256(asked.questions.encode()).hexdigest()}"'
    kept = {"etag": tag, "cache-control": "private, no-cache"}
    if tag in if_none_match:
        return Response(status_code=304, headers=kept)
    return Response(asked.questions, headers=kept, media_type="application/json")


@router.get("/draft")
async def draft(person: SignedIn, asked: AskedNow):
    kept = await Drafts(person.organization).load(person.id, asked.audit.id)
    fitting = (kept.sheet.answers if kept else ea.Answers()).fitting(asked.audit)
    sheet = ea.AnswerSheet(asked.audit.id, fitting.answers, asked.audit.version)
    return {
        "person": person.tag,
        "number": kept and kept.number,
        "sheet": json.loads(ea.to_json(sheet)),
        "left_out": [{"place": one.place, "code": one.code} for one in fitting.left_out],
        "today": today(ea.assess(asked.audit, fitting.answers)),
    }


@router.put("/draft")
async def save(body: Saved, person: SignedIn):
    if body.person != person.tag:
        return another()
    sheet = ea.from_json(json.dumps(body.sheet), ea.AnswerSheet)
    audit = await version_of(person, sheet.audit, sheet.version or "")
    result = ea.assess(audit, sheet.answers_to(audit))  # refuses what does not fit
    drafts = Drafts(person.organization)
    known = await drafts.load(person.id, audit.id)
    if (known and known.number) != body.number:
        return changed()
    number = await drafts.put(person.id, audit.id, merged(sheet, known, audit), body.number)
    return changed() if number is None else {"number": number, "today": today(result)}


@router.post("/check")
async def check(body: One, person: SignedIn):
    audit = await version_of(person, body.audit, body.version)
    sheet = ea.AnswerSheet(audit.id, ea.Answers({body.item: audit.check(body.item, body.answer)}), audit.version)
    return {"answer": json.loads(ea.to_json(sheet))["answers"].get(body.item)}


@router.post("/finish", status_code=201)
async def finish_draft(body: Finished, person: SignedIn):
    if body.person != person.tag:
        return another()
    audit = await version_of(person, body.audit, body.version)
    kept = await Drafts(person.organization).load(person.id, audit.id)
    if kept is None or kept.number != body.number:
        return changed()
    result = ea.assess(audit, kept.sheet.answers.fitting(audit).answers)
    if result.score is None:
        raise ea.AnswerError([ea.Problem("", "expected at least one answer other than unsure and n/a, got none")])
    done = await finish(person, body.number, result)
    return {"id": done, "report": f"/audits/{done}", "today": today(result)} if done else changed()


@router.get("/audits")
async def audits(person: SignedIn):
    async with acting(person.organization, person.id) as db:
        rows = (await db.execute(OWN, person.whose)).all()
    return [
        {
            "id": one.id,
            "audit": one.audit,
            "version": one.version,
            "finished": f"{one.finished:%Y-%m-%d}",
            "report": f"/audits/{one.id}",
        }
        for one in rows
    ]


@router.delete("/audits/{id}", status_code=204)
async def forget(id: UUID, person: SignedIn):
    """Remove a person's own audit, and what it was rescored to."""
    query = text("DELETE FROM audits WHERE organization = :organization AND person = :person AND id = :id")
    async with acting(person.organization, person.id) as db:
        if (await db.execute(query, {"id": id, **person.whose})).rowcount != 1:
            raise HTTPException(404)


@router.post("/definitions", status_code=201)
async def publish(body: Published, person: Annotated[Person, having("editor")]):
    """Publish a version of the organization's audit: from now on, it is asked."""
    audit = await definitions.publish(person, body.definition, body.checklists, body.translations)
    if audit is None:
        return JSONResponse({"code": "edited"}, 409)  # what was answered is scored under it: give it a new version
    return {"audit": audit.id, "version": audit.version}


@router.get("/overviews/{quarter}")
async def overview(quarter: str, person: Annotated[Person, having("manager")]):
    """Return the numbers of groups that a worker made, with small ones hidden; there is no other way to see any."""
    query = text("SELECT rows FROM overviews WHERE organization = :organization AND quarter = :quarter")
    async with acting(person.organization, person.id) as db:
        rows = await db.scalar(query, {"organization": person.organization, "quarter": quarter})
    if rows is None:
        raise HTTPException(404, "There is no overview of this quarter.")
    return rows


def changed():
    """Return the answer to a window whose draft was saved by another one: load it again."""
    return JSONResponse({"code": "changed"}, 409)


def another():
    """Return the answer to a window of somebody else than who is signed in by now."""
    return JSONResponse({"code": "another-person"}, 403)


def today(result):
    """Return what a raised red flag asks for; it comes before everything else."""
    return [reason.action for reason in result.reasons if reason.kind == "flag"]
