"""How many cases the invariants of consents are drawn for, by profile."""

import os

from hypothesis import HealthCheck, settings

THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"

MANY = settings(
    max_examples=25_000 if THOROUGH else settings.default.max_examples,
    suppress_health_check=[HealthCheck.too_slow],
)
"""For each invariant of what consents never do."""
