"""A Content-Security-Policy with a nonce. From Django 6 on, django.middleware.csp and SECURE_CSP do the same."""

import secrets

from django.utils.deprecation import MiddlewareMixin

POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


class PolicyMiddleware(MiddlewareMixin):
    """Sends the policy with every response that has none of its own, as the pages of the form do."""

    def process_request(self, request):
        request.csp_nonce = secrets.token_urlsafe(18)

    def process_response(self, request, response):
        response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=request.csp_nonce))
        return response
