"""An ASGI application as a view, so that all of Django's middleware stands in front of it."""

import logging

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters

LOG = logging.getLogger("django.request")


def view_of(application):
    """Return a view of an application that answers with one body and no cookie, as the form does.

    It sees the user, the host and the CSRF token of Django, and checks by itself who is asking and from where.
    """

    @login_not_required
    @csrf_exempt
    @sensitive_post_parameters()
    async def view(request, rest):
        response, started = HttpResponse(), False

        async def receive():
            return {"type": "http.request", "body": request.body}

        async def send(message):
            nonlocal started
            if message["type"] == "http.response.start":
                response.status_code, started = message["status"], True
                for name, value in message["headers"]:
                    response[name.decode("latin-1")] = value.decode("latin-1")
            else:
                response.write(message["body"])

        try:
            await application(await scope(request, rest), receive, send)
        except Exception:
            if not started:
                raise
            LOG.exception("Internal Server Error: %s", request.path)  # the page for it is the application's own
        return response

    return view


async def scope(request, rest):
    """Return the request as ASGI has it."""
    headers = {**request.headers, "Host": request.get_host()}
    return {
        "type": "http",
        "method": request.method,
        "scheme": request.scheme,
        "path": request.path,
        "root_path": request.path.removesuffix(rest),
        "query_string": request.META.get("QUERY_STRING", "").encode("latin-1"),
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()],
        "state": {"user": await request.auser(), "csrf_token": get_token(request)},
    }
