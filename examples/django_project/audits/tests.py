"""What the app promises, tried with Django's own client: python manage.py test."""

import json
import re
from unittest import mock

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import OperationalError
from django.db.models import QuerySet
from django.test import Client, TestCase, override_settings

import ethics_audit as ea
from ethics_audit import web

from . import signals
from .form import AUDIT, DRAFTS, finished
from .models import Definition, Draft, FinishedAudit

WRITTEN, GRAVE = "consent.written", "consent.no_consent"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
SITE = {"HTTP_ORIGIN": "http://testserver"}


def field(client, page, name):
    return re.search(f'name="{name}" value="(.*?)"', client.get(page).text)[1]


class PracticeTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        for name in ("ann", "bob"):
            User.objects.create_user(name)
        User.objects.create_superuser("staff")

    def browser(self, name):
        client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
        client.force_login(User.objects.get(username=name))
        return client

    def answer(self, client, item, answer, shown=""):
        page = f"/audit/questions/{item}"
        shown = shown or field(client, page, "shown")
        return client.post(page, f"answer={answer}&go=on&shown={shown}", FORM)

    def finish(self, client, shown=""):
        shown = shown or field(client, "/audit/check", "shown")
        return client.post("/audit/finish", f"shown={shown}", FORM)

    def finished(self, name):
        """Return the address of an audit that a user finished."""
        browser = self.browser(name)
        self.answer(browser, WRITTEN, "none")
        return self.finish(browser)["location"]


class FormTests(PracticeTestCase):
    def test_from_the_first_answer_to_the_report(self):
        ann = self.browser("ann")
        self.assertContains(ann.get("/audit/"), "Before you begin")
        self.answer(ann, WRITTEN, "none")
        self.assertContains(ann.get("/audit/"), "You have answered 1 of")
        report = self.finish(ann)["location"]
        self.assertContains(ann.get(report), "Your result")
        self.assertContains(ann.get("/"), report)
        audit = FinishedAudit.objects.get()
        self.assertEqual(audit.result(), ea.assess(AUDIT, {WRITTEN: "none"}))
        self.assertEqual(audit.definition, Definition.objects.get(digest=AUDIT.digest))
        self.assertFalse(Draft.objects.exists())

    def test_who_is_not_signed_in(self):
        """Who opens a page signs in first; who sends one is told so and loses nothing; a program gets a status."""
        nobody = Client(headers={"origin": "http://testserver"})
        self.assertEqual(nobody.get("/audit/check")["location"], "/accounts/login/?next=/audit/")
        self.assertRedirects(nobody.get("/audits/1/"), "/accounts/login/?next=/audits/1/")
        for response in (
            nobody.head("/audit/"),
            nobody.post("/audit/practice", "go=on", FORM),
            nobody.get("/api/draft/"),
        ):
            self.assertEqual(response.status_code, 401)

    def test_a_person_who_left_is_nobody(self):
        ann = self.browser("ann")
        User.objects.filter(username="ann").update(is_active=False)
        self.assertEqual(ann.post("/audit/practice", "go=on", FORM).status_code, 401)

    def test_a_change_from_another_site_is_refused(self):
        """The form looks at where a request comes from; a missing, doubled or foreign origin is not from here."""
        ann = self.browser("ann")
        shown = field(ann, f"/audit/questions/{WRITTEN}", "shown")
        foreign = [
            {"origin": "http://evil.example"},
            {"origin": "http://testserver, http://testserver"},
            {"origin": "null"},
            {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
            {"origin": "http://evil.example", "x-forwarded-host": "evil.example"},
            {"origin": "http://evil.example", "host": "evil.example"},
        ]
        for headers in foreign:
            with self.subTest(headers):
                body = f"answer=none&go=on&shown={shown}"
                sent = ann.post(f"/audit/questions/{WRITTEN}", body, FORM, headers=headers)
                self.assertIn(sent.status_code, {400, 403})
        self.assertFalse(Draft.objects.exists())

    def test_two_windows(self):
        """The second window is told, nothing is written over, and an audit is finished once."""
        ann = self.browser("ann")
        shown = field(ann, f"/audit/questions/{WRITTEN}", "shown")
        self.answer(ann, WRITTEN, "most", shown)
        self.assertEqual(self.answer(ann, WRITTEN, "none", shown).status_code, 409)
        self.assertEqual(Draft.objects.get().sheet["answers"], {WRITTEN: "most"})
        checked = field(ann, "/audit/check", "shown")
        self.answer(ann, GRAVE, "no")
        self.assertEqual(self.finish(ann, checked).status_code, 409)
        checked = field(ann, "/audit/check", "shown")
        self.finish(ann, checked)
        self.finish(ann, checked)
        self.assertEqual(FinishedAudit.objects.count(), 1)

    async def test_a_number_counts_once(self):
        """Whoever saves or finishes under a number that is gone changes nothing."""
        user = str((await User.objects.aget(username="ann")).pk)
        sheet = ea.AnswerSheet(AUDIT.id, ea.Answers({WRITTEN: "none"}), AUDIT.version)
        self.assertTrue(await DRAFTS.save(user, AUDIT.id, sheet, None))
        self.assertFalse(await DRAFTS.save(user, AUDIT.id, sheet, None))
        first = await DRAFTS.load(user, AUDIT.id)
        self.assertTrue(await DRAFTS.save(user, AUDIT.id, sheet, first.number))
        self.assertFalse(await DRAFTS.save(user, AUDIT.id, sheet, first.number))
        result = ea.assess(AUDIT, sheet.answers)
        self.assertFalse(await finished(web.Finish(None, user, sheet, first.number, result)))
        self.assertFalse(await FinishedAudit.objects.aexists())

    def test_a_database_that_does_not_answer(self):
        """The user is told beside what was typed."""
        ann = self.browser("ann")
        self.answer(ann, WRITTEN, "none")
        with mock.patch.object(QuerySet, "aupdate", side_effect=OperationalError):
            self.assertContains(self.answer(ann, WRITTEN, "all"), "Try again in a minute", status_code=503)

    def test_what_happens_is_told_without_answers(self):
        """A receiver that fails changes nothing."""
        told = []

        def receiver(event, **_):
            told.append((event.kind, event.item))
            raise RuntimeError

        signals.happened.connect(receiver)
        self.addCleanup(signals.happened.disconnect, receiver)
        self.answer(self.browser("ann"), GRAVE, "yes")
        self.assertEqual(told, [("answered", GRAVE), ("flagged", GRAVE)])
        self.assertTrue(Draft.objects.exists())

    def test_a_receiver_within_the_transaction_may_stop_it(self):
        """What cannot be written together is not written at all, and the page does not say that it was kept."""

        def receiver(**_):
            raise RuntimeError

        signals.finished.connect(receiver)
        self.addCleanup(signals.finished.disconnect, receiver)
        ann = self.browser("ann")
        self.answer(ann, WRITTEN, "none")
        with self.assertLogs("django.request", "ERROR"):
            self.assertEqual(self.finish(ann).status_code, 500)
        self.assertTrue(Draft.objects.exists())
        self.assertFalse(FinishedAudit.objects.exists())


class OwnAuditsTests(PracticeTestCase):
    def test_a_person_sees_his_own_audits_only(self):
        report = self.finished("ann")
        for name in ("bob", "staff"):
            other = self.browser(name)
            token = field(other, "/", "csrfmiddlewaretoken")
            self.assertEqual(other.get(report).status_code, 404)
            self.assertEqual(other.post(f"{report}delete/", {"csrfmiddlewaretoken": token}).status_code, 404)
            self.assertNotContains(other.get("/"), report)
            self.assertContains(other.get("/audit/"), "Before you begin")
            self.assertContains(other.get("/api/draft/"), "null")

    def test_deleting_asks_for_the_token(self):
        report, ann = self.finished("ann"), self.browser("ann")
        self.assertEqual(ann.post(f"{report}delete/").status_code, 403)
        token = field(ann, "/", "csrfmiddlewaretoken")
        self.assertRedirects(ann.post(f"{report}delete/", {"csrfmiddlewaretoken": token}), "/")
        self.assertEqual(ann.get(report).status_code, 404)

    def test_answers_so_far_can_be_deleted_by_their_user(self):
        """Windows that are still open do not bring them back."""
        ann, bob = self.browser("ann"), self.browser("bob")
        for browser in (ann, bob):
            self.answer(browser, WRITTEN, "none")
        shown = field(ann, f"/audit/questions/{GRAVE}", "shown")
        self.assertEqual(ann.post("/audits/draft/delete/").status_code, 403)
        ann.post("/audits/draft/delete/", {"csrfmiddlewaretoken": field(ann, "/", "csrfmiddlewaretoken")})
        self.assertContains(ann.get("/audit/"), "Before you begin")
        self.assertEqual(Draft.objects.get().user.username, "bob")
        self.answer(ann, GRAVE, "no", shown)
        self.assertEqual(Draft.objects.get(user__username="ann").sheet["answers"], {GRAVE: "no"})

    def test_signing_out_from_the_form(self):
        """The token of Django is in the form's own pages too."""
        ann = self.browser("ann")
        self.assertEqual(ann.post("/accounts/logout/").status_code, 403)
        token = field(ann, f"/audit/questions/{WRITTEN}", "csrfmiddlewaretoken")
        ann.post("/accounts/logout/", {"csrfmiddlewaretoken": token})
        self.assertEqual(ann.head("/audit/").status_code, 401)

    def test_staff_see_that_there_is_an_audit_and_not_what_it_says(self):
        self.finished("ann")
        audit, staff = FinishedAudit.objects.get(), self.browser("staff")
        page = staff.get(f"/admin/audits/finishedaudit/{audit.pk}/change/")
        self.assertContains(page, "ann")
        self.assertNotContains(page, audit.vector)
        self.assertEqual(staff.get("/admin/audits/finishedaudit/add/").status_code, 403)
        self.assertEqual(self.browser("ann").get("/admin/").status_code, 302)


class ApiTests(PracticeTestCase):
    def patch(self, client, **body):
        token = client.cookies["csrftoken"].value if "csrftoken" in client.cookies else ""
        return client.patch("/api/draft/", json.dumps(body), JSON, headers={"x-csrftoken": token})

    def test_an_answer_as_json(self):
        """It needs Django's token, fits its question, and is not written over what another window saved."""
        ann = self.browser("ann")
        body = {"number": None, "item": WRITTEN, "answer": "most"}
        self.assertEqual(self.patch(ann, **body).status_code, 403)
        ann.get("/")
        wrong = self.patch(ann, **body | {"answer": "mots"})
        self.assertEqual((wrong.status_code, wrong.json()["problems"][0]["nearest"]), (422, "most"))
        kept = self.patch(ann, **body)
        self.assertEqual(kept.json()["sheet"]["answers"], {WRITTEN: "most"})
        self.assertEqual(ann.get("/api/draft/").json(), kept.json())
        self.assertEqual(self.patch(ann, **body).status_code, 409)
        self.assertEqual(self.patch(ann, **body | {"number": kept.json()["number"]}).status_code, 200)
        self.assertContains(ann.get("/audit/"), "You have answered 1 of")

    def test_a_draft_of_other_versions(self):
        """Keys of a newer release stay; answers to several versions have no version."""
        ann = self.browser("ann")
        user = User.objects.get(username="ann")
        kept = {"audit": AUDIT.id, "version": "0.9", "answers": {GRAVE: "no"}, "since": "2027"}
        Draft.objects.create(user=user, audit=AUDIT.id, number=1, sheet=kept)
        self.assertContains(ann.get("/audit/"), "You have answered 1 of")
        ann.get("/")
        self.assertEqual(self.patch(ann, number=1, item=WRITTEN, answer="most").status_code, 200)
        now = {"audit": AUDIT.id, "profile": [], "answers": {GRAVE: "no", WRITTEN: "most"}, "since": "2027"}
        self.assertEqual(Draft.objects.get().sheet, now)

    def test_what_is_no_answer(self):
        ann = self.browser("ann")
        ann.get("/")
        token = {"x-csrftoken": ann.cookies["csrftoken"].value}
        for body in (b"", b"\xff", b"null", b"[]", b"{}", b"[" * 100_000, b'{"number": null, "item": []}'):
            with self.subTest(body[:20]):
                self.assertEqual(ann.patch("/api/draft/", body, JSON, headers=token).status_code, 400)
        reason = next(id for id, item in AUDIT.items.items() if item.not_applicable and not item.event)
        for item, answer in (("\ud800", "none"), (reason, {"not_applicable": "half a sign: \ud800"})):
            with self.subTest(ascii(item)):
                self.assertEqual(self.patch(ann, number=None, item=item, answer=answer).status_code, 400)

    def test_questions_tell_no_scores(self):
        questions = self.browser("ann").get("/api/questions/").text
        self.assertIn(WRITTEN, questions)
        self.assertNotIn('"risk"', questions)


class ProjectTests(PracticeTestCase):
    def test_every_page_has_its_policy_and_is_kept_by_nobody(self):
        """The nonce of a report is new each time, and the form keeps the policy that it brings."""
        report, ann = self.finished("ann"), self.browser("ann")
        for page in ("/", report, "/audit/", "/audit/questions/consent.written", "/api/draft/"):
            with self.subTest(page):
                response = ann.get(page)
                self.assertIn("default-src 'none'", response["content-security-policy"])
                self.assertIn("no-store", response["cache-control"])
        first, second = (re.search("'nonce-(.*?)'", ann.get(report)["content-security-policy"])[1] for _ in "12")
        self.assertNotEqual(first, second)
        response = ann.get(report)
        nonce = re.search("'nonce-(.*?)'", response["content-security-policy"])[1]
        self.assertContains(response, f'<style nonce="{nonce}">')
        self.assertNotIn("nonce", ann.get("/audit/")["content-security-policy"])

    @override_settings(ALLOWED_HOSTS=["practice.example"])
    def test_a_host_that_is_not_ours(self):
        """Django's list of hosts holds for the form too."""
        with self.assertLogs("django.security.DisallowedHost", "ERROR"):
            self.assertEqual(self.browser("ann").get("/audit/").status_code, 400)

    def test_a_form_that_is_too_large(self):
        ann = self.browser("ann")
        self.assertEqual(ann.post("/audit/practice", "x" * 70_000, FORM).status_code, 413)

    def test_migrations_are_complete(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)
