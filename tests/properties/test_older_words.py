"""Words of consent in older documents: the last one counts."""

from hypothesis import given
from hypothesis import strategies as st
from properties.stories_of_authority import (
    CONTACT,
    DAY,
    WORDS,
    child,
    codes,
    in_force,
    say,
)

from collabtherapy import ConsentStatus, Partnership, PersonId, acts, codec
from collabtherapy.testing.remedies import cleared
from collabtherapy.testing.ways import found


def older(act: acts.Act) -> acts.Act:
    """Return an act as a document of the first format has it."""
    return codec.from_plain(codec.to_plain(act), written=1)


def folded(p: Partnership, *said: acts.Act) -> Partnership:
    """Return a partnership after acts of an older document, unasked."""
    return Partnership.replay([*p.history, *map(older, said)])


def found_unable(p: Partnership) -> acts.Act:
    """Return a finding that the person cannot decide about contact."""
    return found(p, "contact", able=False).history[-1]


@given(said=st.lists(WORDS, min_size=1, max_size=6), unable=st.booleans())
def test_in_an_older_document_the_last_word_counts(
    said: list[tuple[str, type]], *, unable: bool
):
    """Whoever said it, whatever was found, and also once it was written again."""
    p = child("adult", "mum", "dad")
    p = folded(p, *([found_unable(p)] if unable else []))
    p = folded(p, *(say(p, kind, by) for by, kind in said))
    by, kind = said[-1]
    consent = p.consent("ana", CONTACT)
    assert (
        consent.status
        is {
            acts.GiveConsent: ConsentStatus.GIVEN,
            acts.DeclineConsent: ConsentStatus.DECLINED,
            acts.WithdrawConsent: ConsentStatus.WITHDRAWN,
        }[kind]
    )
    gave = {PersonId(by)} if kind is acts.GiveConsent else set()
    assert consent.given_by(p.at) == gave
    again = codec.loads_partnership(codec.dumps(p), check=False)
    assert again.state.consent == p.state.consent


def test_what_followed_in_an_older_document_follows():
    """By whose word was the last: it ends with their authority, and when they said."""
    p = child("adult", "mum")
    ana, mum = (say(p, acts.GiveConsent, by) for by in ("ana", "mum"))
    end = acts.EndRepresentation(by="bo", at=p.at, client="ana")

    def status(*said: acts.Act) -> ConsentStatus:
        return folded(p, *said).consent_status("ana", CONTACT, at=p.at + 2 * DAY)

    assert status(found_unable(p), ana) is ConsentStatus.GIVEN
    assert status(mum, found_unable(p), ana, end) is ConsentStatus.GIVEN
    assert status(ana, mum, end) is ConsentStatus.EXPIRED
    brief = say(p, acts.GiveConsent, "mum", expires_at=p.at + DAY)
    assert status(ana, brief) is ConsentStatus.EXPIRED


def test_no_yes_counts_by_an_older_rule_once_it_is_said_now():
    """The mark is the codec's: what would count otherwise without it is refused."""
    p = child("ew.under_16", "mum")
    assert codes(p, say(p, acts.GiveConsent, "ana")) == []
    assert codes(p, older(say(p, acts.DeclineConsent, "ana"))) == []
    give = older(say(p, acts.GiveConsent, "ana"))
    assert codes(p, give) == ["consent.contact.older_rule"]
    after, again = cleared(p, give)
    assert not in_force(after.record(again))
    alike = older(say(p, acts.GiveConsent, "mum"))
    assert codes(p, alike) == []
