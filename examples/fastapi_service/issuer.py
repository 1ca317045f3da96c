"""Stands for your identity provider while you try the service: whoever asks it on this computer gets a token.

python -m fastapi_service.issuer 9000, and in the service ISSUER=http://127.0.0.1:9000 and ISSUER_KEYS=$ISSUER/keys. The
service believes the provider that it is told of and no other, and one without HTTPS on its own computer alone.
"""

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

PORT = int(sys.argv[1])
KEY = ec.generate_private_key(ec.SECP256R1())
PUBLIC = {**jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key(), as_dict=True), "kid": "1", "use": "sig", "alg": "ES256"}


class Issuer(BaseHTTPRequestHandler):
    def do_GET(self):
        """Answer /keys, and /token?organization=north&sub=ann&site=ward&roles=editor with any claims."""
        address = urlsplit(self.path)
        found = json.dumps({"keys": [PUBLIC]}) if address.path == "/keys" else token(parse_qs(address.query))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(found.encode())

    def log_message(self, *_):
        """Log nothing: the addresses name people."""


def token(asked):
    now = int(time.time())
    claims = {"iss": f"http://127.0.0.1:{PORT}", "aud": "ethics-audit", "iat": now, "exp": now + 60}
    claims |= {name: values if name == "roles" else values[0] for name, values in asked.items()}
    return jwt.encode(claims, KEY, "ES256", {"kid": "1"})


HTTPServer(("127.0.0.1", PORT), Issuer).serve_forever()
