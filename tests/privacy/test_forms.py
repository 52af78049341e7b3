"""What a form lets through is lawful, or refused for what was filled in (R8)."""

import json
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from collabtherapy import Partnership, Role, acts, codec, matters
from collabtherapy.errors import InvalidInput, MalformedDocument, Stale
from collabtherapy.forms import Form, forms
from collabtherapy.forms.building import OF_THE_SERVER, schema_of
from collabtherapy.partnership.law.sight.seen import seen_by
from collabtherapy.partnership.questions.options import instances
from collabtherapy.testing.found import lived_in
from collabtherapy.testing.histories import walks

SOME = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))

NEVER = frozenset(
    {
        "opening.done",
        "person.not_here",
        "person.unknown",
        "right.not_theirs",
        "stage.not_now",
        "{what}.unknown",
    }
)
"""Reasons that say that the kind, the target or the person is wrong."""


def day(draw: st.DrawFn, at: datetime) -> Any:
    days = draw(st.sampled_from((0, 1, -1, 30, 400)))
    return codec.to_json(at + timedelta(days=days))


SPECIAL: dict[str, Any] = {"Words": lambda *_: "(words)", "Moment": day}


def drawn(draw: st.DrawFn, schema: Any, whole: Any, at: datetime) -> Any:
    """Fill in a schema with some value that it allows."""
    while "$ref" in schema or "anyOf" in schema or "oneOf" in schema:
        if "$ref" not in schema:
            schema = draw(st.sampled_from(schema.get("anyOf") or schema["oneOf"]))
            continue
        name = schema["$ref"].rpartition("/")[2]
        if name in SPECIAL:
            return SPECIAL[name](draw, at)
        schema = whole["$defs"][name]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return draw(st.sampled_from(schema["enum"]))
    return OF_TYPE[schema["type"]](draw, schema, whole, at)


def an_object(draw: st.DrawFn, schema: Any, whole: Any, at: datetime) -> Any:
    return {
        key: drawn(draw, held, whole, at)
        for key, held in schema["properties"].items()
        if held.get("enum") != [] and (key in schema["required"] or draw(st.booleans()))
    }


def a_list(draw: st.DrawFn, schema: Any, whole: Any, at: datetime) -> Any:
    least = schema.get("minItems", 0)
    if schema["items"].get("enum") == []:
        return []
    n = draw(st.integers(least, least + 2))
    items = [drawn(draw, schema["items"], whole, at) for _ in range(n)]
    return list({json.dumps(item): item for item in items}.values())


def a_number(draw: st.DrawFn, schema: Any, _whole: Any, _at: datetime) -> Any:
    low = max(schema.get("minimum", 0), -5)
    return draw(st.integers(low, min(schema.get("maximum", low + 9), low + 9)))


OF_TYPE: dict[str, Any] = {
    "object": an_object,
    "array": a_list,
    "integer": a_number,
    "number": lambda draw, *_: draw(st.sampled_from((0, 0.5, 7))),
    "string": lambda draw, *_: draw(st.sampled_from(("x-1", "ana", "treatment"))),
    "boolean": lambda draw, *_: draw(st.booleans()),
    "null": lambda *_: None,
}


@cache
def of_everyone() -> tuple[tuple[Any, Form], ...]:
    p = lived_in()
    people = (p.clients[0].id, p.therapists[0].id)
    return tuple((who, form) for who in people for form in _all(p, who))


def _all(p: Partnership, who: Any) -> list[Form]:
    return list(forms(p, who, at=p.at, limit=200))


def read(plain: Any) -> tuple[Any, str]:
    try:
        return codec.from_plain(plain), ""
    except MalformedDocument as error:
        return None, error.code


def check_filled(p: Partnership, who: Any, form: Form, data: st.DataObject) -> None:
    schema: Any = form.schema
    filled = data.draw(st.composite(lambda draw: drawn(draw, schema, schema, p.at))())
    if not Draft202012Validator(schema).is_valid(filled):
        return  # too few different items, say: the form itself refuses it
    plain = {**filled, "by": str(who), "at": codec.to_json(p.at)}
    act, code = read(plain)
    if act is None:
        assert code == "invalid_value", (form.id, filled)  # they do not go together
        return
    for refusal in p.why_not(act):
        assert refusal.reason.code not in NEVER, (form.id, filled, refusal)


@given(st.data())
@SOME
def test_r8_a_filled_form_is_lawful_or_refused_for_its_values(
    data: st.DataObject,
) -> None:
    who, form = data.draw(st.sampled_from(of_everyone()))
    check_filled(lived_in(), who, form, data)


@given(st.data(), walks(lived_in(), at_most=6))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_r8_in_drawn_histories(data: st.DataObject, p: Partnership) -> None:
    who = data.draw(st.sampled_from((p.clients or p.therapists)[:1]))
    page = forms(p, who, at=p.at)
    if page.items:
        form = data.draw(st.sampled_from(page.items))
        check_filled(p, who, form, data)


def without_the_servers(act: Any) -> Any:
    plain = codec.to_plain(act)
    return {key: held for key, held in plain.items() if key not in OF_THE_SERVER}


@pytest.mark.parametrize("side", ["clients", "therapists"])
def test_d4_each_option_is_an_instance_of_its_form(side: str) -> None:
    p = lived_in()
    who = getattr(p, side)[0].id
    seen = seen_by(p.state, who, p.at)
    assert seen is not None
    for option, act in instances(seen, who, p.at):
        schema = schema_of(seen, option, [act])
        Draft202012Validator(schema).validate(without_the_servers(act))


NO_FORMS = {"Correction", "EnteredInError", "Open"}
"""What is about the record: the last entries alone have a form, by their numbers."""


def had_a_form(p: Partnership, n: int) -> bool:
    """Return whether what was done at a place was an instance of a form before it."""
    act, before = p.history[n], Partnership.replay(p.history[:n])
    names = {type(act).__name__, type(getattr(act, "matter", None)).__name__}
    is_late = act.happened_at is not None or act.entered_by is not None
    from_outside = before.state.members.role(act.by) is Role.OUTSIDER
    if is_late or from_outside or act.corrects or names & NO_FORMS:
        return True
    plain = without_the_servers(act)
    page = forms(before, act.by, at=act.at, kinds=[type(act)], limit=200)
    return any(Draft202012Validator(form.schema).is_valid(plain) for form in page)


@pytest.mark.parametrize("n", range(1, len(lived_in().history), 4))
def test_d4_each_act_done_was_an_instance_of_a_form(n: int) -> None:
    assert had_a_form(lived_in(), n), lived_in().history[n]


@given(walks(lived_in(), at_most=6))
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
def test_d4_in_drawn_histories(p: Partnership) -> None:
    n = len(lived_in().history)
    for place in range(n, len(p.history)):
        assert had_a_form(p, place), p.history[place]


def test_r9_pages_are_the_whole_and_a_change_makes_a_cursor_stale() -> None:
    p = lived_in()
    who = p.therapists[0].id
    found, cursor = [], None
    while True:
        page = forms(p, who, at=p.at, limit=40, cursor=cursor)
        found += page.items
        if page.next is None:
            break
        cursor = page.next

    assert [form.id for form in found] == [form.id for form in _all(p, who)]
    later = p.record(acts.RaiseConcern(by=who, at=p.at, client=p.clients[0].id))
    with pytest.raises(Stale):
        forms(later, who, at=p.at, cursor=cursor, limit=40)
    with pytest.raises(Stale):
        forms(p, p.clients[0], at=p.at, cursor=cursor, limit=40)
    for wrong in ("", "x", "0" * 400):
        with pytest.raises(InvalidInput):
            forms(p, who, at=p.at, cursor=wrong)
    for limit in (0, 10**9):
        with pytest.raises(InvalidInput):
            forms(p, who, at=p.at, limit=limit)


def test_r9_only_what_is_asked_for() -> None:
    p = lived_in()
    who = p.clients[0].id
    goals = forms(p, who, at=p.at, kinds=[matters.Goal])
    rated = forms(p, who, at=p.at, about=p.goals[0].id)

    assert {form.matter for form in goals} == {"Goal"}
    assert rated.items
    assert {form.target for form in rated} == {str(p.goals[0].id)}
    every = p.options(who, at=p.at)
    assert p.options(who, at=p.at, about=p.goals[0].id) == tuple(
        option for option in every if option.target == p.goals[0].id
    )
    assert p.options(who, at=p.at, kinds=[acts.RateGoal]) == tuple(
        option for option in every if option.act is acts.RateGoal
    )


def test_r7_a_form_says_nothing_of_the_server_and_no_words() -> None:
    for _, form in of_everyone():
        Draft202012Validator.check_schema(form.schema)
        assert not set(form.schema["properties"]) & set(OF_THE_SERVER)
    said = "sleep through the night"
    assert said not in json.dumps([codec.to_json(form) for _, form in of_everyone()])
