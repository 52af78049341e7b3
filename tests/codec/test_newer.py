"""Invariant 8: what a newer version wrote survives being read and written here."""

import json
from typing import Any

import attrs
import pytest
from codec.leaks import CANARY, leaks
from codec.story import STORY, day
from codec.test_round_trip import BACKENDS
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Partnership, Stage, Words, acts, codec, matters
from collabtherapy.codec.surplus import DEEPEST
from collabtherapy.errors import ImpossibleHistory, MalformedDocument
from collabtherapy.partnership.values.act import Kept

NEWER = codec.FORMAT + 1

Plain = dict[str, Any]


def compact(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def document(*histories: Plain, written: int = NEWER) -> str:
    """Give the story with these acts in place of its last, in a newer format."""
    plain = [codec.to_plain(act) for act in STORY.history]
    return compact({"acts": [*plain, *histories], "format": written})


def plain_objects(plain: Any) -> list[Plain]:
    """Give every object in a document, however deep."""
    if isinstance(plain, list):
        return [found for item in plain for found in plain_objects(item)]
    if not isinstance(plain, dict):
        return []
    inner = [found for item in plain.values() for found in plain_objects(item)]
    return [plain, *inner]


SING: Plain = {
    "act": "Sing",
    "at": "2027-01-05T09:00:00Z",
    "by": "ana",
    "matter": {"key": "F", "sharps": [1, 2.50, 1e300, None, True]},
    "name": "x",
    "words": CANARY,
}
MOVE: Plain = {
    "act": "Propose",
    "at": "2027-01-05T09:00:00Z",
    "by": "bo",
    "id": "m1",
    "matter": {"matter": "MoveHouse", "kept": 1, "name": "z", "words": CANARY},
    "tone": "warm",
}

surplus = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20) + 1, 10**20 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
                      inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS, ids=lambda backend: backend.name)
def test_a_newer_document_is_written_back_as_it_was(backend: codec.Backend) -> None:
    """Invariant 8: acts, matters and fields that only it knows come out unchanged."""
    text = document(SING, MOVE)
    p = codec.loads(text, backend=backend)

    assert isinstance(p.history[-2], codec.UnknownAct)
    assert p.history[-2].name == "Sing"
    assert isinstance(p.history[-1], acts.Propose)
    assert isinstance(p.history[-1].matter, codec.UnknownMatter)
    assert codec.dumps(p, backend=backend) == text
    assert CANARY not in repr(p.history)


@given(st.data())
def test_fields_of_a_newer_version_survive_at_every_depth(data: st.DataObject) -> None:
    """Invariant 8: whatever stands in whatever object is written back in its place."""
    plain = json.loads(document(SING, MOVE))
    objects = [o for o in plain_objects(plain["acts"]) if o is not plain]
    for _ in range(data.draw(st.integers(1, 4))):
        data.draw(st.sampled_from(objects))[data.draw(st.sampled_from("wxyz"))] = (
            data.draw(surplus)
        )
    text = compact(plain)
    p = codec.loads(text)

    assert codec.dumps(p) == text
    assert codec.loads(codec.dumps(p)) == p


def test_there_are_objects_of_every_kind_to_add_fields_to() -> None:
    """The document holds people, a policy, scopes, a scale and matters."""
    plain = [codec.to_plain(act) for act in STORY.history]
    opening = plain[0]

    assert {"clients", "therapists", "organisations", "policy"} <= opening.keys()
    assert any("scope" in act for act in plain)
    assert any("scale" in act.get("matter", ()) for act in plain)


def test_what_a_newer_version_spells_out_stays_spelt_out() -> None:
    """A default that a newer version writes may no longer be its default."""
    text = document({**codec.to_plain(STORY.history[2]), "at": "2027-01-05T09:00:00Z",
                     "limits": False, "happened_at": None})  # fmt: skip

    assert codec.dumps(codec.loads(text)) == text


def test_recording_on_a_newer_partnership_keeps_everything() -> None:
    """Acts of our own stand beside the others and say in which format they are."""
    text = document(SING, MOVE)
    p = codec.loads(text).record(
        acts.Decline(by="ana", at=day(400), proposal="m1"),
        acts.Leave(by="ana", at=day(400)),
    )
    again = codec.loads(codec.dumps(p))
    plain = json.loads(codec.dumps(p))

    assert again == p
    assert again.stage is Stage.CLOSED
    assert plain["format"] == NEWER
    assert plain["acts"][:-2] == json.loads(text)["acts"]
    assert [act["format"] for act in plain["acts"][-2:]] == [codec.FORMAT] * 2


@pytest.mark.parametrize("written", [codec.FORMAT, NEWER, NEWER + 1])
def test_a_matter_may_be_newer_or_older_than_its_act(written: int) -> None:
    """What was proposed in one format may be amended in another."""
    newer = codec.from_plain(MOVE, written=NEWER)
    ours = acts.Amend(by="ana", at=day(400), proposal="m1", matter=newer.matter)  # type: ignore[attr-defined]
    theirs = attrs.evolve(
        newer, matter=matters.Begin(), kept=Kept(version=NEWER + 1, json=Words("{}"))
    )  # type: ignore[call-arg]
    plain = [codec.to_plain(act) for act in (ours, theirs)]

    assert plain[0]["format"] == codec.FORMAT
    assert plain[0]["matter"]["format"] == NEWER
    assert plain[1]["matter"]["format"] == codec.FORMAT
    assert codec.format_of(ours) == NEWER
    assert codec.from_plain(plain[0], written=NEWER) == ours
    assert codec.from_plain(plain[1], written=NEWER + 1) == theirs
    assert codec.loads_act(codec.dumps(ours)) == ours
    assert codec.loads_act(codec.dumps(theirs)) == theirs
    marked = {**MOVE, "format": NEWER}
    assert codec.from_plain(marked, written=written) == newer


def test_an_unknown_act_brings_nothing_about() -> None:
    """It takes its moment, and changes nothing else."""
    before, p = codec.loads(document()), codec.loads(document(SING))

    assert p.state._replace(at=before.state.at) == before.state
    with pytest.raises(TypeError):
        STORY.why_not(p.history[-1])


def test_a_newer_history_is_checked_up_to_what_we_do_not_know() -> None:
    """From the first unknown act on nobody here can tell what the law would say."""
    leave = {"act": "Leave", "at": "2027-01-05T09:00:00Z", "by": "ana"}
    stranger = {**leave, "by": "zoe"}

    with pytest.raises(ImpossibleHistory) as caught:
        codec.loads(document(stranger, SING))
    assert caught.value.index == STORY.version
    assert codec.loads(document(SING, stranger)).version == STORY.version + 2
    assert codec.loads(document(stranger), check=False).version == STORY.version + 1


def test_a_newer_history_begins_with_an_opening_as_well() -> None:
    """An act that nobody knows opens nothing."""
    with pytest.raises(ImpossibleHistory) as caught:
        codec.loads(compact({"acts": [SING], "format": NEWER}))
    assert caught.value.index == 0


@pytest.mark.parametrize("written", [1, None])
def test_in_a_document_of_our_format_the_unknown_is_a_mistake(
    written: int | None,
) -> None:
    """A typo is no newer version, nor is an act marked as one of ours."""
    for act in (SING, MOVE, {**codec.to_plain(STORY.history[2]), "tone": "warm"}):
        marked = act if written is None else {**act, "format": written}
        with pytest.raises(MalformedDocument) as caught:
            codec.loads(document(marked, written=written or codec.FORMAT))
        assert not leaks(caught.value)


def nested(depth: int) -> Any:
    plain: Any = 1
    for _ in range(depth):
        plain = [plain]
    return plain


REFUSED: list[tuple[Plain, str, str]] = [
    ({"by": ...}, "", "missing_field"),
    ({"by": 5}, ".by", "expected_text"),
    ({"act": "I " + CANARY}, ".act", "invalid_value"),
    ({"x": nested(DEEPEST + 1)}, "", "too_deep"),
    ({"x": "\ud800"}, "", "invalid_text"),
    ({"x": {"\ud800": 1}}, "", "invalid_text"),
    ({"x": [float("nan")]}, "", "not_finite"),
    ({"x": 10**20}, "", "number_too_long"),
    ({"format": "2"}, ".format", "expected_a_whole_number"),
    ({"format": 0}, ".format", "unknown_format"),
]


@pytest.mark.parametrize("act", [SING, MOVE], ids=["act", "matter"])
@pytest.mark.parametrize(("changes", "step", "code"), REFUSED)
def test_newer_documents_are_read_strictly_where_we_know_them(
    act: Plain, changes: Plain, step: str, code: str
) -> None:
    """Being newer excuses no lack of what every act has, nor what is no JSON."""
    changed = {k: v for k, v in (act | changes).items() if v is not ...}
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(json.dumps({"acts": [changed], "format": NEWER}))
    path = f"$.acts[0]{step}" if step or code != "missing_field" else "$.acts[0].by"

    if (act, code) == (MOVE, "invalid_value"):
        assert caught.value.code == "invalid_value"
    assert (caught.value.path, caught.value.code) == (path, code)
    assert not leaks(caught.value)


def test_what_is_wrong_deep_within_a_newer_act_has_its_path() -> None:
    """The path leads as far as the names are ours."""
    plain = json.loads(document())
    plain["acts"][0]["clients"][0]["x"] = {CANARY: nested(DEEPEST + 1)}
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(compact(plain))

    assert caught.value.path == "$.acts[0].clients[0]"
    assert not leaks(caught.value)


def test_values_that_only_a_newer_version_knows_are_refused() -> None:
    """A word of a closed vocabulary cannot be kept in the place of one of ours."""
    plain = json.loads(document())
    plain["acts"][0]["form"] = "choir"
    with pytest.raises(MalformedDocument) as caught:
        codec.loads(compact(plain))

    assert (caught.value.path, caught.value.code) == ("$.acts[0].form", "unknown_value")


def test_what_is_changed_here_wins_over_what_was_put_aside() -> None:
    """Putting back fills gaps, and leaves out what has lost its place."""
    newer = json.loads(document())["acts"][0]
    newer["clients"][0]["x"] = newer["organisations"][0]["y"] = 1
    newer["form"] = "individual"
    act = codec.from_plain(newer, written=NEWER)
    changed = attrs.evolve(act, organisations=(), clients_told=Words("by letter"))  # type: ignore[call-arg]
    plain = codec.to_plain(changed)

    assert plain["clients"][0]["x"] == 1
    assert plain["clients_told"] == "by letter"
    assert "organisations" not in plain


def test_an_unknown_act_without_what_was_kept_cannot_be() -> None:
    """Nobody makes up an act of a newer version."""
    with pytest.raises(TypeError):
        codec.UnknownAct(by="ana", at=day(0), name="Sing", kept=None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        codec.UnknownMatter(name="MoveHouse", kept=None)  # type: ignore[arg-type]


def test_only_kinds_of_newer_acts_differ_in_nothing_but_format() -> None:
    """The same act in another format may mean something else, and is not equal."""
    plain = codec.to_plain(acts.Leave(by="ana", at=day(0), words=Words("x")))
    ours, theirs = codec.from_plain(plain), codec.from_plain(plain, written=NEWER)

    assert ours != theirs
    assert codec.to_plain(theirs) == plain
    assert codec.format_of(theirs) == NEWER
    assert Partnership.replay(STORY.history) == STORY
