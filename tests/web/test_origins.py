"""The origins of the form are those of the host in the request, or those that the owner of the site names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.web_windows import DEFINITION, Memory, ask

import ethics_audit as ea
from ethics_audit import web
from ethics_audit.documents.answers_file import Unsaved
from ethics_audit.web import origins, serving
from ethics_audit.web.origins import Origin
from ethics_audit.web.serving import Served

FORM_TYPE = "application/x-www-form-urlencoded"
HTTPS, HTTP = Origin("https", "practice.example", 443), Origin("http", "practice.example", 80)
OWN = [
    ("practice.example", "https://practice.example"),
    ("practice.example", "http://practice.example"),
    ("practice.example:443", "https://practice.example"),
    ("practice.example:443", "https://practice.example:443"),
    ("practice.example:80", "http://practice.example"),
    ("practice.example:8443", "https://practice.example:8443"),
    ("practice.example:8443", "http://practice.example:8443"),
    ("PRACTICE.example", "https://practice.example"),
    ("practice.example.", "https://practice.example"),
    ("practice.example", "https://practice.example."),
    ("practice.example.:443", "https://practice.example."),
    ("192.0.2.7:443", "https://192.0.2.7"),
    ("[2001:db8::1]", "https://[2001:db8::1]"),
    ("[2001:db8::1]:443", "https://[2001:db8::1]"),
    ("[2001:DB8:0::1]:8443", "https://[2001:db8::1]:8443"),
    ("xn--prctica-hwa.example", "https://xn--prctica-hwa.example"),
]
FOREIGN = [
    ("practice.example:443", "https://evil.example"),
    ("practice.example:443", "http://practice.example"),
    ("practice.example:443", "http://practice.example:443"),
    ("practice.example:443", "https://practice.example:8443"),
    ("practice.example:80", "https://practice.example"),
    ("practice.example:80", "https://practice.example:80"),
    ("practice.example:8443", "https://practice.example"),
    ("practice.example", "https://practice.example:80"),
    ("practice.example", "http://practice.example:443"),
    ("practice.example", "https://practice.example.evil.example"),
    ("practice.example", "https://www.practice.example"),
    ("practice.example", "https://practice.example.."),
    ("practice.example", "https://practice.example:0443x"),
    ("practice.example", "https://user@practice.example"),
    ("practice.example", "https://practice.example/"),
    ("practice.example", "https://practice.example:"),
    ("practice.example", "ftp://practice.example"),
    ("practice.example", "practice.example"),
    ("practice.example", "//practice.example"),
    ("practice.example", "null"),
    ("practice.example:0", "https://practice.example"),
    ("practice.example:65536", "https://practice.example:65536"),
    ("", "https://"),
    ("[2001:db8::1]", "https://[2001:db8::2]"),
    ("[2001:db8::1%25eth0]", "https://[2001:db8::1%25eth0]"),
    ("[1:2]", "https://[1:2]"),
    ("practice.example, evil.example", "https://evil.example"),
    ("a b", "https://a b"),
]


def sent(host: str, origin: str, **more: Any) -> int:
    """Return the status of a form that is sent; 409 means that it was let in."""
    headers = {"host": host, "origin": origin, "content-type": FORM_TYPE}
    form = web.app(DEFINITION, drafts=Memory(), user=lambda _: "me", **more)
    return ask(form, "POST", "/practice", content="fact=minors", headers=headers).status_code


@pytest.mark.parametrize(("host", "origin"), OWN)
def test_own_origins_may_send(host: str, origin: str) -> None:
    """The default port, capitals and a final dot make no difference to an origin."""
    assert sent(host, origin) == 409


@pytest.mark.parametrize(("host", "origin"), FOREIGN)
def test_other_origins_may_not(host: str, origin: str) -> None:
    """Another host, port or scheme, or what is not an origin, may not send."""
    assert sent(host, origin) == 403


@pytest.mark.parametrize(
    ("hosts", "origin", "status"),
    [
        (["practice.example"], "https://practice.example", 409),
        (["practice.example"], "http://practice.example", 409),
        (["https://practice.example"], "https://practice.example", 409),
        (["https://practice.example"], "http://practice.example", 403),
        (["a.example", "practice.example:8443"], "https://practice.example:8443", 409),
        (["a.example", "practice.example:8443"], "https://practice.example", 403),
        ("practice.example", "https://practice.example", 409),
        (["practice.example"], "https://backend", 403),
        (["practice.example"], "http://backend:8000", 403),
        (["practice.example"], "https://evil.example", 403),
    ],
)
def test_owner_of_a_site_names_its_hosts(hosts: Any, origin: str, status: int) -> None:
    """If the owner names hosts, only those count, whatever the header `Host` says."""
    assert sent("backend:8000", origin, hosts=hosts) == status


@pytest.mark.parametrize("host", ["", "*", "*.example", "a b", "https://", "ftp://a.example", "a.example/x", "a:0", 7])
def test_what_is_no_host_is_not_named(host: Any) -> None:
    """What is not a host is refused when the form is created."""
    with pytest.raises(ea.ArgumentError, match="hosts: expected a host, got "):
        web.app(DEFINITION, drafts=Memory(), user=lambda _: "me", hosts=["a.example", host])


@pytest.mark.property
@given(st.text(), st.text())
def test_no_text_is_anothers_origin(host: str, text: str) -> None:
    """An origin belongs to a host only if the host is part of it, whatever the texts."""
    if (found := origins.origin(text)) in origins.origins(host):
        assert found
        assert found.host.strip("[]") in host.lower()


def test_origins_of_a_host() -> None:
    """A host has one origin for each scheme, unless its port is the default of one scheme."""
    assert origins.origins("practice.example") == {HTTP, HTTPS}
    assert origins.origins("practice.example:443") == {HTTPS}
    assert origins.origins("practice.example:80") == {HTTP}


# on this computer

HOST = "127.0.0.1:8123"
MORE = ("localhost:8123", "name-8123.example.dev")


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost:8123", "http://localhost:8123", 200),
        ("localhost:8123", "http://127.0.0.1:8123", 403),
        ("localhost:8123", "https://evil.example", 403),
        ("localhost:8123", "null", 403),
        ("name-8123.example.dev", "https://name-8123.example.dev", 200),
        ("name-8123.example.dev", "http://localhost:8123", 403),
        (HOST, f"http://{HOST}", 200),
        (HOST, f"https://{HOST}", 403),
        (HOST, "http://localhost:8123", 403),
        ("localhost", "http://localhost", 421),
        ("localhost:8124", "http://localhost:8124", 421),
        ("name-8123.example.dev:443", "https://name-8123.example.dev", 421),
        ("other.example.dev", "https://other.example.dev", 421),
        ("LOCALHOST:8123", "http://localhost:8123", 421),
    ],
)
def test_hosts_that_are_forwarded_to_this_computer(host: str, origin: str, status: int) -> None:
    """Only hosts that are named exactly are served, to their own pages, and the code is needed as always."""
    file = Unsaved(ea.AnswerSheet("example", ea.Answers()))
    application = serving.local(Served(DEFINITION, file, None, MORE), HOST, "abcde-fghjk", lambda: None)
    headers = {"host": host, "origin": origin, "content-type": FORM_TYPE}
    opened = ask(application, "POST", "/launch", content="code=abcde-fghjk", headers=headers)
    assert opened.status_code == status
    if status == 200:
        cookie = {"cookie": opened.headers["set-cookie"].partition(";")[0]}
        more = {"content": "fact=minors", "headers": {**headers, **cookie}}
        assert ask(application, "POST", "/practice", **more).status_code == 409


def test_two_origins_are_none() -> None:
    """A request with two origins is refused by the guard and behind it."""
    file = Unsaved(ea.AnswerSheet("example", ea.Answers()))
    application = serving.local(Served(DEFINITION, file, None), HOST, "abcde-fghjk", lambda: None)
    headers = [("host", HOST), *[("origin", f"http://{HOST}")] * 2, ("sec-fetch-site", "same-origin")]
    assert ask(application, "POST", "/launch", content="code=abcde-fghjk", headers=headers).status_code == 403


def test_port_that_browsers_leave_out() -> None:
    """On port 80 the header `Host` has no port, as browsers send it."""
    assert (serving.host_of(80), serving.host_of(8123)) == ("127.0.0.1", "127.0.0.1:8123")
    file = Unsaved(ea.AnswerSheet("example", ea.Answers()))
    application = serving.local(Served(DEFINITION, file, None), serving.host_of(80), "abcde-fghjk", lambda: None)
    headers = {"host": "127.0.0.1", "origin": "http://127.0.0.1", "content-type": FORM_TYPE}
    opened = ask(application, "POST", "/launch", content="code=abcde-fghjk", headers=headers)
    assert opened.status_code == 200
    cookie = {"cookie": opened.headers["set-cookie"].partition(";")[0]}
    assert ask(application, "GET", "/", headers={"host": "127.0.0.1", **cookie}).status_code == 200
    assert ask(application, "GET", "/", headers={"host": "evil.example", **cookie}).status_code == 421
