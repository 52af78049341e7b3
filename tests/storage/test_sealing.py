"""What an act leaves in the table, and what becomes of it without a key."""

from collections.abc import Iterator

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from storage.drawn import kept_histories, kept_late_stories, opened

from collabtherapy import (
    Client,
    Form,
    Partnership,
    PersonId,
    Therapist,
    Words,
    acts,
    codec,
)
from collabtherapy.partnership.values.act import Act, Kept
from collabtherapy.privacy import Plan, redact
from collabtherapy.privacy.authors import texts, without_words_of
from collabtherapy.storage.sealing import bare, whole
from collabtherapy.testing import acts_of
from collabtherapy.testing.values import ACTS, values
from collabtherapy.testing.ways import START

CANARY = "CANARY"


@given(acts_of())
def test_words_are_put_back_where_they_were(act: Act):
    """An act is its body and its words, whatever act it is."""
    out = bare(act)
    assert whole(out.body, out.format, [text.changes for text in out.texts]) == act


@given(acts_of(), st.data())
def test_a_body_without_some_words_is_the_redacted_act(act: Act, data: st.DataObject):
    """Whoever's words are missing, what is left is what a redaction would leave."""
    out = bare(act)
    gone = data.draw(st.sets(st.sampled_from([t.person for t in out.texts] or ["-"])))
    left = [text.changes for text in out.texts if text.person not in gone]
    expected = act
    for person in map(PersonId, gone):
        expected = without_words_of(expected, person)
    assert whole(out.body, out.format, left) == expected


@given(acts_of())
def test_no_word_is_left_in_the_body(act: Act):
    """What is not sealed holds nothing that anybody wrote."""
    out = bare(act)
    left = whole(out.body, out.format, [])
    assert list(texts(left)) == []
    assert len({text.n for text in out.texts}) == len(out.texts)


def test_what_a_newer_version_wrote_is_sealed_whole():
    """Nobody here can tell whether it holds words, so it is treated as if it did."""
    leave = {"act": "Leave", "at": "2026-01-05T09:00:00Z", "by": "ana", "mood": CANARY}
    unknown = {"act": "Sing", "at": "2026-01-05T09:00:00Z", "by": "ana", "song": CANARY}
    for plain in (leave, unknown):
        act = codec.from_plain(plain, written=9)
        out = bare(act)
        assert CANARY not in out.body
        assert whole(out.body, out.format, [out.texts[0].changes]) == act
        (found,) = texts(act)
        assert (CANARY in found.words.text, found.author) == (True, PersonId("ana"))


def test_what_is_sealed_is_where_words_stood_and_nothing_else():
    """Of two clients one says how to be called: the other's part is left alone."""
    p = Partnership.open(
        id="p-1",
        clients=[Client("ana"), Client("cem", called=Words("Jim"))],
        therapists=[Therapist("bo")],
        by="cem",
        at=START,
        form=Form.COUPLE,
    )
    ((_, person, changes),) = bare(p.history[0]).texts
    assert (person, changes) == ("cem", b'[[["clients",1,"called"],"Jim"]]')


def test_words_that_hold_json_stay_words():
    """Text that looks like a mark of ours, or a path, is text."""
    note = acts.WriteNote(by="ana", at=START, words=Words('{"removed":true}'))
    out = bare(note)
    assert whole(out.body, out.format, [out.texts[0].changes]) == note


@given(kept_histories(at_most=6) | kept_late_stories(), st.data())
def test_erasing_is_what_a_redaction_would_have_been(
    p: Partnership, data: st.DataObject
):
    """Invariant 47: words are gone, the rest is as it was, and the chain holds."""
    person = data.draw(st.sampled_from([one.id for one in p.members]))
    plan = Plan(subject=person, by=person, at=p.at, because="erasure_request")
    redacted, report = redact(p, plan)
    with opened() as store:
        store.import_history(p.id, p.entries)
        done = store.erase(plan)
        after = store.load(p.id)
        assert after == redacted
        assert after.state == redacted.state
        assert done.reports == ({p.id: report} if report.removed else {})
        assert store.verify().ok


@pytest.mark.parametrize("kind", ACTS)
@given(data=st.data())
def test_no_word_of_any_act_stands_in_the_open(
    kind: type[acts.Act], data: st.DataObject
):
    """However deep in an act somebody's words are: its body has none of them."""
    act = data.draw(values(kind))
    out = bare(act)
    left = whole(out.body, out.format, ())

    assert all(words.is_removed for words in words_in(left))
    assert whole(out.body, out.format, [text.changes for text in out.texts]) == act


def words_in(value: object) -> Iterator[Words]:
    """Yield the words in a value, wherever in it they are."""
    if isinstance(value, Words):
        yield value
    elif isinstance(value, tuple | frozenset):
        for one in value:
            yield from words_in(one)
    elif attrs.has(type(value)) and not isinstance(value, Kept):
        for field in attrs.fields(type(value)):
            yield from words_in(getattr(value, field.name))
