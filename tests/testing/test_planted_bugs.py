"""Bugs planted in the law are found by what the kit draws and by what it promises."""

import os

import pytest
from hypothesis import Phase, given, seed, settings
from testing.planted import PLANTED

from collabtherapy.testing import histories, illegal_acts
from collabtherapy.testing.directed import forget
from collabtherapy.testing.promises import check_history

FEW = settings(
    max_examples=600, phases=[Phase.generate], database=None, deadline=None
)  # where it was found is not the question


@FEW
@seed(1)
@given(histories())
def promises_hold(p):
    check_history(p)


@FEW
@seed(1)
@given(illegal_acts())
def what_must_be_refused_is_refused(tried):
    assert tried.because is None or tried.because in tried.codes


def found(test):
    """Whether a test fails: with what it says, or since the law falls over."""
    try:
        test()
    except Exception as failure:  # noqa: BLE001  # however it is found, it is found
        return failure
    return None


@pytest.fixture(autouse=True)
def ways_of_this_law_only():
    """Ways that were found under another law are not kept."""
    forget()
    yield
    forget()


THOROUGH = os.environ.get("HYPOTHESIS_PROFILE") == "thorough"
TRIED = list(PLANTED)[:: 1 if THOROUGH else 4]  # all of them take two minutes


@pytest.mark.parametrize("bug", TRIED)
def test_each_planted_bug_is_found_in_600_examples(bug):
    """A fault of the law is found by its promises, or by its catalogue of reasons."""
    with PLANTED[bug].planted():
        first = found(what_must_be_refused_is_refused)
        second = None if first else found(promises_hold)
    assert first or second


def test_there_are_enough_of_them():
    """At least twenty, and none of them is found where there is none."""
    assert len(PLANTED) >= 20
    assert not found(promises_hold)
    assert not found(what_must_be_refused_is_refused)
