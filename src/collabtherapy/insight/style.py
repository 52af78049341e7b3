"""The style of a coded session: how much is reflected, asked, given, taken up.

These are the counts that coding schemes of motivational interviewing report (MISC,
MITI). They describe what was said in a session. Whether it helped is another question,
on which they are silent.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import attrs

from collabtherapy.insight.coded import Turn
from collabtherapy.insight.estimates import Proportion, Share, share_of
from collabtherapy.insight.guiding import GuidingIndex
from collabtherapy.partnership.values.kinds import Kind

SUBSTANCE = 10
"""From how many words on a turn of a client's counts as one of substance (assumed)."""


@attrs.frozen(kw_only=True)
class Style:
    """What was done in one coded session; each with its n, unknown where that is 0.

    Args:
        n_turns: turns of all.
        n_words: words of all, as far as they are known.
        client_words: the clients' share of the words.
        client_turns: the clients' share of the turns.
        client_led: of the clients' turns right after one of a therapist's, those that
            are longer than it.
        reflecting: of the therapists' turns, those that reflect.
        asking: those that ask.
        giving: those that give: information, advice, options, negotiation.
        advising: those that advise.
        reflections_to_questions: reflections among reflections and questions.
        reflections_to_giving: reflections among reflections and giving.
        guiding: the same, smoothed and with an interval; see `GuidingIndex`.
        complex_reflections: of the reflections, the complex ones.
        open_questions: of the open and closed questions, the open ones.
        joint_advising: options and negotiation among these and advice.
        change_talk: of the clients' turns, those that speak for a change.
        sustain_talk: those that speak for leaving things as they are.
        change_to_sustain: talk of change among talk of either.
        uptake: of the clients' turns that a therapist's follows, those it reflects.
        uptake_of_talk: the same of talk of change or of sustaining.
        uptake_of_substance: the same of turns of ten words or more.
        change_after_reflection: of therapists' reflections that a client's turn
            follows, those followed by talk of change.
        change_after_open_question: the same of open questions.
        sustain_after_giving: of therapists' giving, followed by talk of sustaining.
    """

    n_turns: int
    n_words: int
    client_words: Share
    client_turns: Proportion
    client_led: Proportion
    reflecting: Proportion
    asking: Proportion
    giving: Proportion
    advising: Proportion
    reflections_to_questions: Proportion
    reflections_to_giving: Proportion
    guiding: GuidingIndex
    complex_reflections: Proportion
    open_questions: Proportion
    joint_advising: Proportion
    change_talk: Proportion
    sustain_talk: Proportion
    change_to_sustain: Proportion
    uptake: Proportion
    uptake_of_talk: Proportion
    uptake_of_substance: Proportion
    change_after_reflection: Proportion
    change_after_open_question: Proportion
    sustain_after_giving: Proportion


def style(turns: Sequence[Turn]) -> Style:
    """Give the style of a session from its turns in order; see `turns`.

    >>> style(()).reflecting.value is None
    True
    """
    clients = [turn for turn in turns if turn.by_client]
    therapists = [turn for turn in turns if not turn.by_client]

    def n(kind: Kind) -> int:
        return sum(kind in turn.kinds for turn in therapists)

    def of_talk(kind: Kind) -> int:
        return sum(kind in turn.kinds for turn in clients)

    def after(given: Callable[[Turn], bool], *, client: bool, then: Kind) -> Proportion:
        following = [
            other
            for turn, other in pairwise(turns)
            if turn.by_client == client != other.by_client and given(turn)
        ]
        return Proportion(sum(then in t.kinds for t in following), len(following))

    reflections, complex_ones = n(Kind.REFLECTION), n(Kind.COMPLEX_REFLECTION)
    open_ones, joint = n(Kind.OPEN_QUESTION), n(Kind.OPTIONS) + n(Kind.NEGOTIATION)
    change, sustain = of_talk(Kind.CHANGE_TALK), of_talk(Kind.SUSTAIN_TALK)
    known = [(turn, turn.n_words) for turn in turns if turn.n_words is not None]
    return Style(
        n_turns=len(turns),
        n_words=sum(words for _, words in known),
        client_words=share_of((w * turn.by_client, w) for turn, w in known),
        client_turns=Proportion(len(clients), len(turns)),
        client_led=_led(turns),
        reflecting=Proportion(reflections, len(therapists)),
        asking=Proportion(n(Kind.QUESTION), len(therapists)),
        giving=Proportion(n(Kind.INPUT), len(therapists)),
        advising=Proportion(n(Kind.ADVICE), len(therapists)),
        reflections_to_questions=_among(reflections, n(Kind.QUESTION)),
        reflections_to_giving=_among(reflections, n(Kind.INPUT)),
        guiding=GuidingIndex(n_reflecting=reflections, n_giving=n(Kind.INPUT)),
        complex_reflections=Proportion(complex_ones, reflections),
        open_questions=_among(open_ones, n(Kind.CLOSED_QUESTION)),
        joint_advising=_among(joint, n(Kind.ADVICE)),
        change_talk=Proportion(change, len(clients)),
        sustain_talk=Proportion(sustain, len(clients)),
        change_to_sustain=_among(change, sustain),
        uptake=after(lambda _: True, client=True, then=Kind.REFLECTION),
        uptake_of_talk=after(_talks, client=True, then=Kind.REFLECTION),
        uptake_of_substance=after(_of_substance, client=True, then=Kind.REFLECTION),
        change_after_reflection=after(
            lambda t: Kind.REFLECTION in t.kinds, client=False, then=Kind.CHANGE_TALK
        ),
        change_after_open_question=after(
            lambda t: Kind.OPEN_QUESTION in t.kinds, client=False, then=Kind.CHANGE_TALK
        ),
        sustain_after_giving=after(
            lambda t: Kind.INPUT in t.kinds, client=False, then=Kind.SUSTAIN_TALK
        ),
    )


def _among(one: int, other: int) -> Proportion:
    return Proportion(one, one + other)


def _talks(turn: Turn) -> bool:
    return not turn.kinds.isdisjoint((Kind.CHANGE_TALK, Kind.SUSTAIN_TALK))


def _of_substance(turn: Turn) -> bool:
    return turn.n_words is not None and turn.n_words >= SUBSTANCE


def _led(turns: Sequence[Turn]) -> Proportion:
    lengths = [
        (turn.n_words, other.n_words)
        for turn, other in pairwise(turns)
        if other.by_client and not turn.by_client
    ]
    known = [(a, b) for a, b in lengths if a is not None and b is not None]
    return Proportion(sum(b > a for a, b in known), len(known))
