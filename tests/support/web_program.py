"""`ethics-audit serve` on a terminal of its own."""

from __future__ import annotations

import re
from pathlib import Path

import httpx

from support.terminal import Terminal


class Program(Terminal):
    """The program `ethics-audit serve` on its own terminal, and a client."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        super().__init__(folder, "serve", *arguments)

    def told(self) -> None:
        """Read the address and the code."""
        self.wait_for("Open  ")
        self.address = self.wait_for("\n").strip()
        self.wait_for("Code  ")
        self.code = self.wait_for("\n").strip()

    def opens(self) -> httpx.Client:
        """Return a client in which the code was entered."""
        self.told()
        self.client = httpx.Client(
            base_url=self.address,
            headers={"origin": self.address.rstrip("/")},
            trust_env=False,
            follow_redirects=True,
            timeout=30,
        )
        assert self.client.post("/launch", data={"code": self.code}).status_code == 200
        return self.client

    def answer(self, item: str, **entered: str) -> httpx.Response:
        """Answer a question like its page."""
        page = self.client.get(f"/questions/{item}").text
        (shown,) = re.findall(r'name="shown" value="(\w+)"', page)
        return self.client.post(f"/questions/{item}", data={"shown": shown, "go": "on", **entered})
