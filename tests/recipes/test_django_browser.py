"""The recipe for Django in a browser: its pages keep to its policy, and look as if they were of one piece."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support import browser
from support.recipes import EXAMPLES

pytestmark = [browser.needed, pytest.mark.browser, pytest.mark.slow]

PROJECT = EXAMPLES / "django_project"
MAKE_USER = 'from django.contrib.auth.models import User; User.objects.create_superuser("ann", password="five words")'


@pytest.fixture
def address(tmp_path: Path, served: Callable[..., str]) -> str:
    """The address of the project as it is tried out, with one user."""
    environment = {"DEBUG": "1", "SECRET_KEY": "for this test", "SQLITE": str(tmp_path / "practice.sqlite3")}
    for arguments in (["migrate", "-v0"], ["shell", "-v0", "-c", MAKE_USER]):
        subprocess.run([sys.executable, "manage.py", *arguments], check=True, cwd=PROJECT, env=environment)
    return served("practice.asgi:application", {**environment, "PYTHONPATH": str(PROJECT)})


def test_from_signing_in_to_signing_out(address: str) -> None:
    """No page asks for what the policy forbids, or breaks a rule of accessibility; nothing comes from elsewhere."""
    with browser.started() as chromium:
        watched = browser.Watched(chromium.new_page())
        page = watched.page
        page.goto(f"{address}/audit/")
        browser.fits(watched)
        page.fill("[name=username]", "ann")
        page.fill("[name=password]", "five words")
        page.click("main button")
        assert page.url == f"{address}/audit/"
        browser.fits(watched)
        page.goto(f"{address}/audit/questions/consent.written")
        browser.fits(watched)
        page.check("[value=none]")
        with page.expect_navigation():
            page.click("button[value=on]")
        page.goto(address)
        browser.fits(watched)
        page.goto(f"{address}/audit/check")
        page.click(".finish button")
        page.wait_for_url(f"{address}/audits/1/")
        page.click("text=Your audits")
        browser.fits(watched)
        page.click("text=Delete it")
        page.goto(f"{address}/admin/audits/finishedaudit/1/change/")
        page.goto(f"{address}/audit/")
        page.click("text=Sign out")
        assert page.url == f"{address}/accounts/login/"
        assert watched.complaints == []
        assert all(url.startswith((address, "data:")) for url in watched.requests)
