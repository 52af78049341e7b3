"""What the whole suite shares: running prose, and how hard Hypothesis looks."""

import os

from hypothesis import Phase, settings
from sybil import Sybil
from sybil.parsers.myst import PythonCodeBlockParser, SkipParser

# `testpaths` decides which pages are read; every Python block in them must run.
# A block that cannot is marked `<!-- skip: next "why" -->` on the line above it.
pytest_collect_file = Sybil(
    parsers=[PythonCodeBlockParser(), SkipParser()],
    pattern="*.md",
).pytest()

# Hypothesis chooses between its own `default` and `ci` profiles, from which these take
# what they do not say. How long an example takes says nothing of whether it holds, and
# much of how busy a machine is: there is no deadline. Where CI is set, a new profile
# inherits `derandomize`, and would repeat the same examples for ever.
settings.register_profile("usual", deadline=None)
settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile(
    "thorough",
    max_examples=2_000,
    stateful_step_count=100,
    deadline=None,
    derandomize=False,
    print_blob=True,
)
settings.register_profile(
    "mutants",
    max_examples=20,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    deadline=None,
    database=None,
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "usual"))
