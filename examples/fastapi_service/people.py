"""Who is asking: your identity provider says so once, and a session in the database remembers it."""

import asyncio
import hashlib
import os
import re
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import jwt
from fastapi import APIRouter, Depends, Header, HTTPException, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from .database import before_session

COOKIE = "__Host-session"  # browsers take it over HTTPS alone, and from this host alone
HOURS = 8
ISSUER, AUDIENCE = os.environ["ISSUER"], os.environ["AUDIENCE"]
ISSUER_KEYS = os.environ["ISSUER_KEYS"]  # the address of the provider's public keys, its `jwks_uri`
if not ISSUER_KEYS.startswith(("https://", "http://127.0.0.1:")):
    raise SystemExit("ISSUER_KEYS: keys that did not come over HTTPS can be anybody's.")
KEYS = jwt.PyJWKClient(ISSUER_KEYS)
LANGUAGE = re.compile(r"(?P<language>[a-z]{2,3})(?![^_-])")  # es, es-MX and es_MX are Spanish
NEEDED = ["exp", "iat", "iss", "aud", "sub", "organization"]

router = APIRouter()


@dataclass(frozen=True)
class Person:
    """A signed-in person; `site` is their group in overviews."""

    organization: str
    id: str
    site: str
    roles: frozenset[str]
    locale: str

    @property
    def whose(self):
        return {"organization": self.organization, "person": self.id}

    @property
    def tag(self):
        """What a window sends back, so that nothing is kept for somebody who signed in after it was opened."""
        return digest(f"{self.organization}\0{self.id}").hex()


def claims_of(token):
    """Return what an ID token says; raise `PyJWTError` if it is not of the provider, for this service, and fresh."""
    key = KEYS.get_signing_key_from_jwt(token)
    asymmetric = ["RS256", "ES256"]
    return jwt.decode(token, key, asymmetric, issuer=ISSUER, audience=AUDIENCE, options={"require": NEEDED})


@router.post("/session", status_code=204)
async def sign_in(request: Request, response: Response, authorization: Annotated[str, Header()] = ""):
    """Begin a session for the holder of an ID token, in the place of the one that this browser has."""
    scheme, _, token = authorization.partition(" ")
    try:
        claims = await asyncio.to_thread(claims_of, token if scheme == "Bearer" else "")
    except jwt.PyJWTError:
        raise HTTPException(401, "The token is not valid.") from None
    cookie = secrets.token_urlsafe(32)
    row = {
        "digest": digest(cookie),
        "organization": claims["organization"],
        "person": claims["sub"],
        "site": claims.get("site", ""),
        "roles": claims.get("roles", []),
        "locale": match["language"] if (match := LANGUAGE.match(str(claims.get("locale")))) else "en",
        "hours": timedelta(hours=HOURS),
    }
    try:
        before = digest_of(request)
        async with before_session(before) as db:
            await db.execute(text("DELETE FROM sessions WHERE expires < now() OR digest = :before"), {"before": before})
            await db.execute(
                text("""INSERT INTO sessions VALUES
                        (:digest, :organization, :person, :site, :roles, :locale, now() + :hours)"""),
                row,
            )
    except IntegrityError:
        raise HTTPException(403, "Your organization does not use this service.") from None
    response.set_cookie(COOKIE, cookie, max_age=HOURS * 3600, secure=True, httponly=True, samesite="lax")


@router.delete("/session", status_code=204)
async def sign_out(request: Request, response: Response):
    """End the session."""
    ended = digest_of(request)
    async with before_session(ended) as db:
        await db.execute(text("DELETE FROM sessions WHERE digest = :digest"), {"digest": ended})
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="lax")


async def signed_in(request: Request):
    """Return the person of a request; nobody is refused."""
    query = text("""SELECT organization, person, site, roles, locale FROM sessions
                    WHERE digest = :digest AND expires > now()""")
    shown = digest_of(request)
    async with before_session(shown) as db:
        row = (await db.execute(query, {"digest": shown})).first()
    if row is None:
        raise HTTPException(401, "Please sign in first.")
    request.state.person = Person(row.organization, row.person, row.site, frozenset(row.roles), row.locale)
    return request.state.person


def having(role):
    """Return a dependency that refuses people without a role."""

    async def person_with_role(person: SignedIn):
        if role not in person.roles:
            raise HTTPException(403, "This is not for you to see.")
        return person

    return Depends(person_with_role)


def digest_of(request):
    return digest(request.cookies.get(COOKIE, ""))


def digest(cookie):
    return hashlib.sha256(cookie.encode()).digest()


SignedIn = Annotated[Person, Depends(signed_in)]
