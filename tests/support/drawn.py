"""Settings of tests on drawn examples: a few by default, more with ``LAW_EXAMPLES``."""

import os

from hypothesis import HealthCheck, settings

EXAMPLES = int(os.environ.get("LAW_EXAMPLES", "25"))


def drawn(examples: int = EXAMPLES) -> settings:
    """Return settings with a number of examples and no deadline."""
    return settings(deadline=None, max_examples=examples, suppress_health_check=list(HealthCheck))
