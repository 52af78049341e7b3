"""For testers: strategies, lawful histories, and checks of what is built on the law.

It needs Hypothesis: ``pip install "collabtherapy[testing]"``. Once that is installed,
`st.from_type` knows every public type as well.

>>> from hypothesis import given
>>> from collabtherapy import Stage
>>> from collabtherapy.testing import histories
>>> @given(histories())
... def test_who_works_has_agreed(p):
...     assert p.stage is not Stage.WORKING or p.agreement is not None
>>> test_who_works_has_agreed()
"""

import importlib.util

if importlib.util.find_spec("hypothesis") is None:
    raise ImportError(
        'collabtherapy.testing needs Hypothesis: pip install "collabtherapy[testing]"'
    )

import _collabtherapy_hypothesis
from collabtherapy.testing.clocks import clock_changes, local_times, moments, ticks
from collabtherapy.testing.contracts import check_codec, check_view
from collabtherapy.testing.coverage import Coverage
from collabtherapy.testing.exploring import Explored, explore
from collabtherapy.testing.found import found
from collabtherapy.testing.histories import histories, partnerships, walks
from collabtherapy.testing.illegal import Illegal, illegal_acts
from collabtherapy.testing.machine import PartnershipMachine, partnership_machine
from collabtherapy.testing.offered import attempts, next_acts
from collabtherapy.testing.openings import openings
from collabtherapy.testing.own_kinds import own_acts
from collabtherapy.testing.parting import Adapter, Promise
from collabtherapy.testing.promela import promela
from collabtherapy.testing.registered import register_the_rest
from collabtherapy.testing.remedies import NotCarriedOut, carried_out
from collabtherapy.testing.slices import Slice
from collabtherapy.testing.stores import check_store
from collabtherapy.testing.stories import simplest, story
from collabtherapy.testing.threads import (
    consent_timelines,
    feedback_loops,
    sessions,
)
from collabtherapy.testing.values import (
    acts_of,
    clients,
    ids,
    kinds,
    matters_of,
    organisations,
    policies,
    scales,
    scopes,
    therapists,
    values,
    words,
)

__all__ = [
    "Adapter",
    "Coverage",
    "Explored",
    "Illegal",
    "NotCarriedOut",
    "PartnershipMachine",
    "Promise",
    "Slice",
    "acts_of",
    "attempts",
    "carried_out",
    "check_codec",
    "check_store",
    "check_view",
    "clients",
    "clock_changes",
    "consent_timelines",
    "explore",
    "feedback_loops",
    "found",
    "histories",
    "ids",
    "illegal_acts",
    "kinds",
    "local_times",
    "matters_of",
    "moments",
    "next_acts",
    "openings",
    "organisations",
    "own_acts",
    "partnership_machine",
    "partnerships",
    "policies",
    "promela",
    "scales",
    "scopes",
    "sessions",
    "simplest",
    "story",
    "therapists",
    "ticks",
    "values",
    "walks",
    "words",
]

# The hook has run already, unless plug-ins are switched off or this came first.
_collabtherapy_hypothesis.register()
register_the_rest()
