"""The recipe for FastAPI, PostgreSQL and many organizations runs as it stands."""

import json
import re
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psycopg
from support.builders import ROOT
from support.recipes import send
from support.service import NAMES, ONE, RECORDING, WRITTEN, Service, draft, finished, saved, sheet, tag

import ethics_audit as ea

TENANTS = (ROOT / "docs" / "how-to" / "tenants.md").read_text("utf-8")
KINDS = ("(?:ward|clinic)", "english")


def drafted(service: Service) -> dict[str, Any]:
    """Return the answers of the only draft, as the database has them."""
    ((answers,),) = service.run("SELECT sheet -> 'answers' FROM drafts")
    return dict(answers)


def test_form(ann: httpx.Client, service: Service) -> None:
    """A clinician answers in the form, finishes once, and reads the report."""
    assert httpx.get(f"{service.address}/audit/", trust_env=False).status_code == 401
    assert send(ann, "/audit/practice", fact="profession.counselor").status_code == 200
    assert send(ann, f"/audit/questions/{WRITTEN}", answer="none").status_code == 200
    assert send(ann, f"/audit/questions/{NAMES}", answer="mostly").url.path == "/audit/check"
    done = send(ann, "/audit/check", "/audit/finish")
    assert done.url.path.startswith("/audits/")
    assert "I called clients in the waiting room" in done.text
    assert [one["report"] for one in ann.get("/api/audits").json()] == [done.url.path]
    assert "Before you begin" in ann.get("/audit/").text


def test_front_end(ann: httpx.Client) -> None:
    """A front end asks, checks an answer, saves, and finishes."""
    asked = ann.get("/api/questionnaire")
    assert asked.json()["audit"]["id"] == "our_practice"
    assert ann.get("/api/questionnaire", headers={"if-none-match": asked.headers["etag"]}).status_code == 304
    assert ann.get("/api/draft").json() == {
        "person": tag(ann),
        "number": None,
        "sheet": sheet({}) | {"profile": []},
        "left_out": [],
        "today": [],
    }
    which = {"audit": "our_practice", "version": "1.0", "item": WRITTEN}
    assert ann.post("/api/check", json={**which, "answer": "none"}).json() == {"answer": "none"}
    refused = ann.post("/api/check", json={**which, "answer": "somme"})
    assert refused.status_code == 422
    assert refused.json()["problems"][0]["nearest"] == "some"
    number = saved(ann, {WRITTEN: "none"})["number"]
    again = ann.get("/api/draft").json()
    assert (again["number"], again["sheet"]) == (number, sheet({WRITTEN: "none"}))
    assert "1 of" in ann.get("/audit/").text  # the form has the same draft
    done = finished(ann, number)
    assert done.status_code == 201
    assert "Your result" in ann.get(done.json()["report"]).text
    assert ann.get("/api/draft").json()["number"] is None


def test_red_flag(ann: httpx.Client, service: Service) -> None:
    """What a red flag asks for is in the answer to the save, and the event names no answer."""
    audit = service.define("north", "2.0", ONE)
    flagged, item = next((id, one) for id, one in audit.items.items() if one.red_flag)
    worst = max(item.scale.options, key=lambda option: option.risk).id
    assert saved(ann, {flagged: worst}, version="2.0")["today"] == [item.red_flag.action]
    send(ann, f"/audit/questions/{flagged}", answer="unsure")
    send(ann, f"/audit/questions/{flagged}", answer=worst)
    end = time.monotonic() + 60
    while not (told := service.run("SELECT organization, person, kind, item FROM outbox")):  # after the response
        assert time.monotonic() < end
    assert told == [("north", "ann", "flagged", flagged)]


def test_to_forget(ann: httpx.Client, service: Service) -> None:
    """A clinician removes an audit, and nothing of it stays in the tables."""
    done = finished(ann, saved(ann, {WRITTEN: "none"})["number"]).json()
    service.run("INSERT INTO rescored SELECT id, organization, '2.0' FROM audits")
    assert ann.delete(f"/api/audits/{done['id']}").status_code == 204
    assert ann.get(done["report"]).status_code == 404
    assert service.run("SELECT id FROM audits UNION SELECT id FROM rescored") == []


def test_language(ann: httpx.Client, service: Service) -> None:
    """A person is asked, and told of errors, in the language that the provider says, or else in that of the audit."""
    assert ann.get("/api/questionnaire").json()["language"] == "en"
    with service.browser("north", "eva", locale="es-MX") as eva:
        assert eva.get("/api/questionnaire").json()["language"] == "es"
        which = {"audit": "our_practice", "version": "1.0", "item": WRITTEN, "answer": "x"}
        assert eva.post("/api/check", json=which).json()["language"] == "es"
        assert '<html lang="es"' in eva.get("/audit/").text
    with service.browser("north", "ulf", locale="sv") as ulf:
        assert ulf.get("/api/questionnaire").json()["language"] == "en"


def test_two_tabs(ann: httpx.Client) -> None:
    """Of two windows that save or finish the same draft, one is refused, also at the same moment."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    change = draft(ann, sheet({WRITTEN: "some"}), number)
    with ThreadPoolExecutor(8) as windows:
        answers = list(windows.map(lambda _: ann.put("/api/draft", json=change), range(8)))
    assert sorted(one.status_code for one in answers) == [200] + [409] * 7
    assert {one.text for one in answers if one.status_code == 409} == {'{"code":"changed"}'}
    assert finished(ann, number).status_code == 409
    number = ann.get("/api/draft").json()["number"]
    with ThreadPoolExecutor(4) as windows:
        done = list(windows.map(lambda _: finished(ann, number).status_code, range(4)))
    assert sorted(done) == [201, 409, 409, 409]
    assert len(ann.get("/api/audits").json()) == 1


def test_saved_while_it_is_finished(ann: httpx.Client, service: Service) -> None:
    """An answer that another window saves while an audit is being finished is not lost: it is not finished."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    with ThreadPoolExecutor() as other, psycopg.connect(service.owner) as db:
        db.execute("UPDATE drafts SET number = number + 1")
        answer = other.submit(finished, ann, number)
        while not service.run("SELECT pid FROM pg_locks WHERE NOT granted"):
            assert not answer.done()
        db.commit()
        assert answer.result().status_code == 409
    assert ann.get("/api/draft").json()["number"] == number + 1
    assert ann.get("/api/audits").json() == []


def test_two_versions(ann: httpx.Client, service: Service) -> None:
    """While two versions are asked side by side, neither loses what the other asks, and each is scored as itself."""
    number = saved(ann, {WRITTEN: "none", NAMES: "mostly"})["number"]
    service.define("north", "2.0", ONE)
    new = ann.get("/api/draft").json()
    assert new["sheet"] == sheet({WRITTEN: "none"}, "2.0")
    assert new["left_out"] == [{"place": NAMES, "code": "unknown-name"}]
    number = saved(ann, {WRITTEN: "some"}, number, "2.0")["number"]
    assert drafted(service) == {WRITTEN: "some", NAMES: "mostly"}
    number = saved(ann, {WRITTEN: "some", NAMES: "seldom"}, number)["number"]  # a tab from before
    assert send(ann, f"/audit/questions/{RECORDING}", answer="unsure").status_code == 200  # the form of the new one
    assert drafted(service) == {WRITTEN: "some", NAMES: "seldom", RECORDING: "unsure"}
    number = ann.get("/api/draft").json()["number"]
    assert finished(ann, number, "2.0").status_code == 201
    number = saved(ann, {NAMES: "seldom"})["number"]
    assert finished(ann, number).status_code == 201
    kept = service.run("SELECT version, vector FROM audits ORDER BY finished")
    assert [version for version, _ in kept] == ["2.0", "1.0"]
    texts, own = service.definition()
    assert dict(ea.load_vector(kept[1][1], ea.parse_audit(texts, checklists=own)).answers.given) == {NAMES: "seldom"}
    assert all("Your result" in ann.get(one["report"]).text for one in ann.get("/api/audits").json())


def test_answers_to_another_version(ann: httpx.Client, service: Service) -> None:
    """Answers are refused under a version that does not ask them, with the places as data."""
    service.define("north", "2.0", ONE)
    refused = ann.put("/api/draft", json=draft(ann, sheet({NAMES: "mostly"}, "2.0")))
    assert refused.status_code == 422
    assert [one["place"] for one in refused.json()["problems"]] == [NAMES]


def test_reformatted_drafts(ann: httpx.Client, service: Service) -> None:
    """A database that reformats and re-orders the JSON of drafts does no harm."""
    answers = {WRITTEN: "none", RECORDING: {"not_applicable": "never"}}
    number = saved(ann, answers)["number"]
    ((kept,),) = service.run("SELECT sheet::text FROM drafts")
    assert [*json.loads(kept)] != [*sheet(answers)]
    service.run("UPDATE drafts SET sheet = %s", given=[json.dumps(json.loads(kept), separators=(",", ":"))])
    assert ann.get("/api/draft").json()["number"] == number
    assert send(ann, f"/audit/questions/{WRITTEN}", answer="some").status_code == 200
    assert ann.get("/api/draft").json()["sheet"]["answers"] == {**answers, WRITTEN: "some"}


def test_a_newer_release_beside_this_one(ann: httpx.Client, service: Service) -> None:
    """What a newer release wrote into a draft is no trouble, and stays there; what this one knows is replaced."""
    number = saved(ann, {WRITTEN: "none"})["number"]
    service.run("UPDATE drafts SET sheet = sheet || %s", given=[json.dumps({"since": "2027", "notes": {WRITTEN: "x"}})])
    assert ann.get("/api/draft").json()["number"] == number
    assert send(ann, f"/audit/questions/{WRITTEN}", answer="some").status_code == 200
    assert saved(ann, {WRITTEN: "most"}, number + 1)["number"] == number + 2
    ((kept,),) = service.run("SELECT sheet FROM drafts")
    assert (kept["since"], kept["answers"], "notes" in kept) == ("2027", {WRITTEN: "most"}, False)


def test_nothing_to_finish(ann: httpx.Client, service: Service) -> None:
    """Answers without a score are no audit, in the front end as in the form."""
    number = saved(ann, {WRITTEN: "unsure"})["number"]
    assert finished(ann, number).status_code == 422
    assert service.run("SELECT count(*) FROM audits") == [(0,)]


def test_definitions(ann: httpx.Client, service: Service) -> None:
    """Editors alone publish; a version that was edited is refused, and an error names the place in the text."""
    text, own = service.definition("2.0")
    assert ann.post("/api/definitions", json={"definition": text, "checklists": own}).status_code == 403
    assert service.publish("north", "2.0").json() == {"audit": "our_practice", "version": "2.0"}
    assert ann.get("/api/questionnaire").json()["audit"]["version"] == "2.0"
    assert service.publish("north", "2.0").status_code == 201
    assert service.publish("north", "2.0", ONE).json() == {"code": "edited"}
    with service.browser("north", "editor", roles=["editor"]) as editor:
        reworded = {"definition": text.replace("Our practice", "Our ward"), "checklists": own}
        assert editor.post("/api/definitions", json=reworded).json() == {"code": "edited"}
    assert service.publish("north", "3.0", '[{ id = "consant" }]').json()["code"] == "definition"


def test_definition_in_another_language(ann: httpx.Client, service: Service) -> None:
    """An organization asks in a language of its own, with a translation, facts and bands of its own."""
    (ward, clinic), (english,) = (re.findall(rf'{name} = """\n(.*?)"""', TENANTS, re.DOTALL) for name in KINDS)
    body = {"definition": clinic, "checklists": {"night_ward": ward}, "translations": [english]}
    with service.browser("north", "editor", roles=["editor"]) as editor:
        assert editor.post("/api/definitions", json=body).status_code == 201
    with service.browser("north", "udo", locale="de") as udo:
        asked = udo.get("/api/questionnaire").json()
        assert asked["language"] == "de"
        assert "Ich arbeite im Nachtdienst." in str(asked["profile"])
        answers = {"audit": "clinic", "version": "1.0", "profile": ["own.nights"]}
        kept = udo.put("/api/draft", json=draft(udo, {**answers, "answers": {"night_ward.handover": "never"}}))
        assert kept.status_code == 200
    asked = ann.get("/api/questionnaire").json()
    assert "I work night shifts." in str(asked["profile"])
