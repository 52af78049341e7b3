"""What is answered can be read as JSON: every value, alike each time, without words."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from collabtherapy import Partnership, acts, codec, errors
from collabtherapy.privacy import view
from collabtherapy.privacy.authors import texts
from collabtherapy.testing.found import FOUND, found, lived_in

REFUSED_WHOLE = ("Moment",)
"""What is read through a view alone."""

READABLE = tuple(kind for kind in FOUND if kind.__name__ not in REFUSED_WHOLE)
SAID = {text.words.text for act in lived_in().history for text in texts(act)}


def every(kind: type[Any]) -> list[Any]:
    return list(FOUND[kind](lived_in()))[:50]


def holds(plain: Any) -> list[str]:
    """Return every text in a plain value."""
    if isinstance(plain, dict):
        return [text for held in plain.values() for text in holds(held)]
    if isinstance(plain, list):
        return [text for held in plain for text in holds(held)]
    return [plain] if isinstance(plain, str) else []


@pytest.mark.parametrize("kind", READABLE, ids=lambda kind: kind.__name__)
def test_r6_every_answer_is_written_alike_without_words(kind: type[Any]) -> None:
    for value in every(kind):
        written = codec.to_json(value)
        text = json.dumps(written)

        assert json.dumps(codec.to_json(value)) == text
        assert json.loads(text) == written
        assert not SAID.intersection(holds(written))


@pytest.mark.parametrize("kind", READABLE, ids=lambda kind: kind.__name__)
def test_r6_every_answer_is_as_its_schema_says(kind: type[Any]) -> None:
    schema = codec.json_schema(of=kind)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for value in every(kind):
        validator.validate(codec.to_json(value))


@given(st.sampled_from(READABLE).flatmap(found))
@settings(max_examples=10, suppress_health_check=list(HealthCheck), deadline=None)
def test_r6_answers_of_drawn_histories(value: Any) -> None:
    """It never raises, whatever came before."""
    json.dumps(codec.to_json(value))


def test_r6_a_view_shows_its_viewer_their_words() -> None:
    p = lived_in()
    shown = view(p, p.clients[0])
    written = codec.to_json(shown)
    Draft202012Validator(codec.json_schema("read")).validate(written)
    own = {t.words.text for e in shown.entries for t in texts(e.act)}

    assert own
    assert own <= set(holds(written))


@pytest.mark.parametrize("whole", [lived_in(), lived_in().as_of(lived_in().at)])
def test_r6_what_is_nobodys_view_is_not_written(whole: object) -> None:
    with pytest.raises(TypeError, match="view"):
        codec.to_json(whole)
    with pytest.raises(TypeError, match="takes what this library answers, not object"):
        codec.to_json(object())


def test_r10_a_refusal_tells_all_that_it_compared() -> None:
    p: Partnership = lived_in()
    act = acts.PlaceOnWaitingList(by=p.clients[0].id, at=p.at)
    (first, *_) = p.why_not(act)
    written: Any = codec.to_json(first)

    assert written["code"] == first.code
    assert written["rule"] == "right"
    assert written["params"]["by"] == {"type": "person", "value": str(act.by)}
    assert written["params"]["role"] == {"type": "role", "value": "client"}
    assert written["params"].keys() == first.facts.keys()


def test_r10_a_refused_act_is_a_problem() -> None:
    p = lived_in()
    act = acts.PlaceOnWaitingList(by=p.clients[0].id, at=p.at)
    with pytest.raises(errors.Refused) as refused:
        p.record(act)
    written: Any = codec.to_json(refused.value)

    assert written["type"] == "urn:collabtherapy:problem:refused:right"
    assert written["status"] == errors.status(refused.value)
    assert written["refusals"] == [codec.to_json(one) for one in refused.value.refusals]
