"""``python -m ethics_audit`` is ``ethics-audit``."""

from ethics_audit.cli import main

main()
