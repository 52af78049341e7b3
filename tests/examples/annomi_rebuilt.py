"""AnnoMI's tables, rebuilt from partnerships alone.

What is rebuilt is read off a `Partnership` and nothing else, so that a table equal to
its rebuilt one has lost nothing and gained nothing.
"""

from collections.abc import Iterable, Iterator

from annomi_like import FULL, NONE, Cells

from collabtherapy import Kind, Partnership, PersonId, acts
from collabtherapy.partnership.regions.codings import Coding


def contributions(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of contributions."""
    for p in partnerships:
        for act in _contributed(p):
            (label,) = _codings(p, act, "majority")
            (mark,) = _codings(p, act, "punctuation")
            asks = {frozenset({Kind("question_mark")}): "1", frozenset[Kind](): "0"}
            assert mark.main is None
            yield {
                "session": str(act.session),
                "index": str(act.order),
                "voice": p.state.members.role(act.by).value,
                "start_s": str(_start_seconds(p, act)),
                "words": str(act.n_words),
                "asks": asks[mark.kinds],
                **_labels(label, none=""),
            }


def sessions(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of sessions."""
    for p in partnerships:
        (session,) = p.sessions
        facts, topic = p.codings(session=session.id)
        assert {facts.by, topic.by} == {PersonId("data-set")}
        assert topic.kinds == {Kind("topic")}
        named = dict(kind.name.split(".", 1) for kind in facts.kinds)
        yield {
            "session": str(session.id),
            "mi_quality": named.pop("quality"),
            "topic": _text(topic),
            "series": named.pop("series"),
            "annotators": named.pop("annotators"),
        }
        assert not named


def annotators(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild the table of what each of ten annotators said."""
    for p in partnerships:
        said = {act.id: act for act in _contributed(p)}
        for coded in p.history:
            if not isinstance(coded, acts.Code) or coded.contribution is None:
                continue
            coder, _, number = str(coded.by).partition("-")
            if coder != "annotator":
                continue
            act = said[coded.contribution]
            coding = _same(p, coded)
            yield {
                "session": str(act.session),
                "index": str(act.order),
                "annotator": number,
                "voice": p.state.members.role(act.by).value,
                "words": str(act.n_words),
                **_labels(coding, none=""),
            }


def full(partnerships: Iterable[Partnership]) -> Iterator[Cells]:
    """Rebuild AnnoMI-full."""
    for p in partnerships:
        (session,) = p.sessions
        quality, topic, title, url = p.codings(session=session.id)
        about = {
            "transcript_id": str(session.id),
            "mi_quality": _only(quality.kinds).partition(".")[2],
            "topic": _text(topic),
            "video_title": _text(title),
            "video_url": _text(url),
        }
        assert [_only(f.kinds) for f in (topic, title, url)] == [
            "topic", "video_title", "video_url",
        ]  # fmt: skip
        for act in _contributed(p):
            minutes, second = divmod(_start_seconds(p, act), 60)
            hour, minute = divmod(minutes, 60)
            assert act.n_words == (0 if act.words is None else None)
            said = {
                "utterance_id": str(act.order),
                "interlocutor": p.state.members.role(act.by).value,
                "timestamp": f"{hour:02}:{minute:02}:{second:02}",
                "utterance_text": "" if act.words is None else act.words.text,
            }
            for coding in p.codings(contribution=act.id):
                labels = _labels(coding, none=NONE)
                coded = {"annotator_id": str(coding.by).removeprefix("annotator-")}
                coded["main_therapist_behaviour"] = labels["main_behaviour"]
                coded["client_talk_type"] = labels["client_talk"]
                for name in ("therapist_input", "reflection", "question"):
                    subtype = labels[name.removeprefix("therapist_")]
                    there = "False" if subtype == NONE else "True"
                    silent = p.state.members.role(act.by).value == "client"
                    coded[f"{name}_exists"] = NONE if silent else there
                    coded[f"{name}_subtype"] = subtype.replace("some", NONE)
                yield {**dict.fromkeys(FULL, ""), **about, **said, **coded}


def _contributed(p: Partnership) -> list[acts.Contribute]:
    """Give the contributions, which are all that the state and the history hold."""
    those = [act for act in p.history if isinstance(act, acts.Contribute)]
    assert {c.act.id: c.order for c in p.contributions()} == {
        act.id: act.order for act in those
    }
    return those


def _codings(p: Partnership, act: acts.Contribute, coder: str) -> list[Coding]:
    codings = p.codings(contribution=act.id)
    return [coding for coding in codings if coding.by == PersonId(coder)]


def _same(p: Partnership, act: acts.Code) -> Coding:
    """Give the coding in the state that came of an act of coding."""
    (coding,) = (c for c in p.codings(contribution=act.contribution) if c.by == act.by)
    assert (coding.kinds, coding.main) == (act.kinds, act.main)
    return coding


def _start_seconds(p: Partnership, act: acts.Contribute) -> int:
    assert act.happened_at is not None
    return int((act.happened_at - p.history[0].at).total_seconds())


def _labels(coding: Coding, *, none: str) -> Cells:
    """Give the cells that a coding stands for, each kind in the one it belongs to."""
    main = {"input": "therapist_input"}
    named = {kind.name.partition(".")[0]: kind.name for kind in coding.kinds}
    assert len(named) == len(coding.kinds)
    assert named.keys() <= {"reflection", "question", "input", "talk"}
    cells = {
        family: (named[family].partition(".")[2] or "some") if family in named else none
        for family in ("reflection", "question", "input")
    }
    talk = named["talk"].partition(".")[2] if "talk" in named else none
    behaviour = none if coding.main is None else coding.main.name
    return {
        **cells,
        "main_behaviour": main.get(behaviour, behaviour),
        "client_talk": talk,
    }


def _only(kinds: Iterable[Kind]) -> str:
    (kind,) = kinds
    return kind.name


def _text(coding: Coding) -> str:
    return "" if coding.words is None else coding.words.text
