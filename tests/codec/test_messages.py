"""Every code has a message in every language, and each can be filled in."""

from datetime import UTC, datetime, timedelta, timezone
from enum import Enum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import collabtherapy
from collabtherapy import law, messages
from collabtherapy.errors import InvalidInput
from collabtherapy.messages.catalogues import _translated
from collabtherapy.messages.labels import enumerations
from collabtherapy.testing.found import FOUND, lived_in

pytest.importorskip("babel")
rendering = pytest.importorskip("collabtherapy.messages.rendering")
pytest.importorskip("pyicumessageformat")

OTHERS = [locale for locale in messages.LOCALES if locale != "en"]


@pytest.mark.parametrize("locale", OTHERS)
def test_d6_the_catalogue_is_whole_and_has_nothing_more(locale: str) -> None:
    english = messages.catalogue()
    own = _translated(locale)

    assert own.keys() == english.keys()
    assert all(own.values())


def test_d6_every_reason_act_matter_and_member_has_an_entry() -> None:
    codes = messages.catalogue().keys()
    assert {reason.code for reason in law.REASONS} <= codes
    for part, module in (
        ("act", collabtherapy.acts),
        ("matter", collabtherapy.matters),
    ):
        names = set(module.__all__) - {"Act", "Matter"}
        assert {f"{part}.{name}" for name in names} <= codes
    public = {
        value
        for name in collabtherapy.__all__
        if isinstance(value := getattr(collabtherapy, name), type)
        and issubclass(value, Enum)
    }
    missing = {kind.__name__ for kind in public} - {k.__name__ for k in enumerations()}
    assert not missing


def names_in(nodes: Any) -> set[str]:
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, dict):
            found.add(node["name"])
            for option in node.get("options", {}).values():
                found |= names_in(option)
    return found


@pytest.mark.parametrize("locale", messages.LOCALES)
def test_d6_each_pattern_is_one_and_asks_for_no_more_than_the_english(
    locale: str,
) -> None:
    english = messages.catalogue()
    for code, message in messages.catalogue(locale).items():
        named = names_in(rendering.parsed(message.pattern))
        assert named <= set(english[code].params), code


@pytest.mark.parametrize("locale", OTHERS)
def test_d6_nothing_that_a_reason_is_about_is_lost(locale: str) -> None:
    """Each fact that the English tells is told in the other language."""
    for code, message in messages.catalogue(locale).items():
        named = names_in(rendering.parsed(message.pattern))
        lost = set(messages.catalogue()[code].params) - named
        assert not lost, (code, lost)


REFUSALS = list(FOUND[collabtherapy.Refusal](lived_in()))


@pytest.mark.parametrize("locale", [*messages.LOCALES, "de-AT"])
def test_d6_rendering_never_raises(locale: str) -> None:
    for refusal in REFUSALS:
        said = messages.render(refusal, locale)
        assert said.strip()
        assert "{" not in said
        assert "None" not in said, (refusal.reason.code, said)
    for duty in FOUND[collabtherapy.Duty](lived_in()):
        assert messages.render(duty, locale).strip()


FACTS = st.one_of(
    st.integers(0, 9),
    st.sampled_from([member for kind in enumerations() for member in kind]),
    st.just(datetime(2026, 1, 5, tzinfo=UTC)),
    st.sampled_from([(), ("ana", "bo"), frozenset({"ana"})]),
    st.sampled_from(["Begin", "proposal", "ana"]),
)


@given(st.sampled_from(law.REASONS), st.sampled_from(messages.LOCALES), st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_d6_whatever_the_facts(reason: law.Reason, locale: str, data: Any) -> None:
    message = messages.catalogue(locale)[reason.code]
    counts = {"n", "days", "steps", "needed", "attempts", "most", "at_most"}
    facts = {
        name: data.draw(
            st.integers(0, 9) if name in counts or name.startswith("n_") else FACTS
        )
        for name in messages.catalogue()[reason.code].params
    }
    said = messages.render(messages.Text(reason.code, facts, ""), locale)
    assert said.strip(), message


def test_moments_are_in_the_readers_zone_and_plurals_agree() -> None:
    at = datetime(2026, 1, 5, 23, 30, tzinfo=UTC)
    text = messages.Text("late.before_opening", {"opened": at}, "")
    vienna = timezone(timedelta(hours=1))

    assert "06.01.2026" in messages.render(text, "de", zone=vienna)
    assert "Jan 5, 2026" in messages.render(text)
    days = "erasure.retained"
    for n, said in ((1, "1 Tag "), (2, "2 Tage ")):
        text = messages.Text(days, {"days": n, "source": "law"}, "")
        assert said in messages.render(text, "de")


def test_an_application_may_say_it_otherwise() -> None:
    own = {"act.Leave": messages.Message("Go")}
    text = messages.text_of("act.Leave")

    assert messages.render(text, "de", catalogue=own) == "Go"
    with pytest.raises(InvalidInput, match="en, de"):
        messages.catalogue("tlh")
