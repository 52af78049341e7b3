"""Invariant 2: what is written is read as it was, and written the same way again."""

import json
import pickle

import pytest
from codec.story import STORY, partnerships
from hypothesis import given
from hypothesis import strategies as st

from collabtherapy import Kind, Partnership, Words, acts, codec, matters
from collabtherapy.errors import MalformedDocument
from collabtherapy.partnership.law.plans import kinds
from collabtherapy.testing.values import ACTS, MATTERS, acts_of, values
from collabtherapy.testing.ways import START

BACKENDS = tuple(dict.fromkeys((codec.BACKEND, codec.STANDARD)))


@pytest.mark.parametrize("kind", ACTS)
@given(data=st.data())
def test_every_act_is_read_as_it_was_written(
    kind: type[acts.Act], data: st.DataObject
) -> None:
    """Invariant 2: an act comes back equal, from text and from plain values."""
    act = data.draw(values(kind))

    assert codec.loads_act(codec.dumps(act)) == act
    assert codec.from_plain(codec.to_plain(act)) == act
    assert codec.from_plain(json.loads(json.dumps(codec.to_plain(act)))) == act


@pytest.mark.parametrize("kind", MATTERS)
@given(data=st.data())
def test_every_matter_is_read_as_it_was_written(
    kind: type[matters.Matter], data: st.DataObject
) -> None:
    """Invariant 2: whatever is decided together comes back equal."""
    matter = data.draw(values(kind))
    act = acts.Propose(by="bo", at=START, id="m", matter=matter)

    assert codec.loads_act(codec.dumps(act)) == act


@given(acts_of())
def test_every_backend_writes_the_same_text_and_reads_the_same_act(
    act: acts.Act,
) -> None:
    """Invariant 2: the bytes do not say which backend wrote them."""
    texts = {codec.dumps(act, backend=backend) for backend in BACKENDS}

    assert len(texts) == 1
    text = texts.pop()
    assert {codec.loads_act(text, backend=backend) for backend in BACKENDS} == {act}
    assert {codec.loads_act(text.encode(), backend=b) for b in BACKENDS} == {act}


@given(partnerships())
def test_a_partnership_is_read_as_it_was_written(p: Partnership) -> None:
    """Invariant 2: a partnership and all that it adds up to come back equal."""
    text = codec.dumps(p)
    again = codec.loads(text)

    assert again == p
    assert again.state == p.state
    assert codec.loads(text, check=False) == p
    assert codec.dumps(again) == text


@given(acts_of())
def test_text_is_compact_and_its_keys_are_sorted(act: acts.Act) -> None:
    """Invariant 2: the text is what the standard library makes of sorted plain JSON."""
    text = codec.dumps(act)
    plain = json.dumps(
        json.loads(text), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )

    assert text == plain
    assert json.loads(text) == {"act": codec.to_plain(act), "format": codec.FORMAT}


@given(acts_of())
def test_loosely_written_documents_are_read_as_well(act: acts.Act) -> None:
    """Spaces, other orders and escapes are a writer's own business."""
    loose = json.dumps(dict(reversed(codec.to_plain(act).items())), indent=2)

    for backend in BACKENDS:
        text = f' {{"format": {codec.FORMAT}, "act": {loose}}}\n'
        assert codec.loads_act(text, backend=backend) == act


def test_values_have_one_plain_form_each() -> None:
    """What has its default is left out, a set is a sorted list, a moment ends in Z."""
    act = acts.Contribute(
        by="ana",
        at=START,
        session="s1",
        id="c1",
        kinds={Kind.SIMPLE_REFLECTION, Kind.ADVICE},
        words=Words("so"),
        seconds=-0.0,
    )

    assert codec.to_plain(act) == {
        "act": "Contribute",
        "at": "2026-01-05T09:00:00Z",
        "by": "ana",
        "id": "c1",
        "kinds": ["input.advice", "reflection.simple"],
        "seconds": 0.0,
        "session": "s1",
        "words": "so",
    }
    assert '"seconds":0.0' in codec.dumps(act)


def test_objects_say_what_they_are() -> None:
    """Acts, matters and people carry a tag; scopes and scales are where they belong."""
    plain = [codec.to_plain(act) for act in STORY.history]

    assert plain[0]["clients"][0]["person"] == "Client"
    assert plain[0]["policy"] == {"review_sessions": 4}
    assert plain[2]["scope"] == {"name": "assessment"}
    assert plain[7]["matter"]["scale"] == {"high": 5}


def test_null_stands_for_what_may_be_missing() -> None:
    """A field that may be missing may also be null; it is not written back."""
    act = acts.Leave(by="ana", at=START)
    plain = codec.to_plain(act) | {"words": None, "happened_at": None}

    assert codec.from_plain(plain) == act


def test_every_kind_that_the_law_knows_can_be_written() -> None:
    """No act of the law is without a form, and no form without a law."""
    assert set(ACTS) == set(kinds())
    assert not {kind.__name__ for kind in ACTS} & {kind.__name__ for kind in MATTERS}


def test_what_holds_words_shows_none_of_them() -> None:
    """A kept act shows neither its words nor what a newer version wrote."""
    plain = {"act": "Sing", "at": "2026-01-05T09:00:00Z", "by": "ana", "song": "CANARY"}
    act = codec.from_plain(plain, written=codec.FORMAT + 1)

    assert "CANARY" not in repr(act)
    assert pickle.loads(pickle.dumps(act)) == act  # noqa: S301  # our own


def test_a_document_is_read_as_what_it_holds() -> None:
    """Invariant 2: a partnership or an act; who asks for one of them gets no other."""
    act = acts.Leave(by="ana", at=START)
    whole, single = codec.dumps(STORY), codec.dumps(act)

    assert (codec.loads(whole), codec.loads(single)) == (STORY, act)
    assert codec.loads_partnership(whole) == STORY
    assert codec.loads_act(single) == act
    for read, other in ((codec.loads_partnership, single), (codec.loads_act, whole)):
        with pytest.raises(MalformedDocument, match="missing_field"):
            read(other)
