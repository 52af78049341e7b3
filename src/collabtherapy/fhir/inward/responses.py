"""Reading QuestionnaireResponses: every answer, and what may be measured by them."""

from collections.abc import Iterable, Iterator, Mapping

import attrs

from collabtherapy.errors import MalformedDocument
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node, Report
from collabtherapy.fhir.inward.answers import Answer, Answers, AnswersRead
from collabtherapy.fhir.inward.catalogue import Catalogue, catalogue, key_of
from collabtherapy.fhir.inward.document import Document, kind_of, own_name
from collabtherapy.fhir.inward.facts import ReadQuestionnaire
from collabtherapy.fhir.inward.measure_drafts import MeasureDraft
from collabtherapy.fhir.inward.measuring import (
    Source,
    Stated,
    codes_shown,
    measures_of,
)
from collabtherapy.fhir.inward.questionnaires import (
    Form,
    Forms,
    named_form,
    read_form,
)
from collabtherapy.fhir.inward.recognition import named_by
from collabtherapy.fhir.inward.sanity import sane
from collabtherapy.fhir.inward.walking import Links, Walked, walk
from collabtherapy.measures import INSTRUMENTS, Instrument

READY = frozenset({"completed", "amended"})
"""The states of a response whose answers may be scored."""

NO_LINKS: Links = {}


@attrs.frozen(kw_only=True)
class Response:
    """A response as it was read, and what may be measured by it.

    Args:
        answers: every answer.
        source: what may be measured; None where it must not be.
        path: where it stands.
    """

    answers: Answers
    source: Source | None
    path: str


def read_answers(
    response: object,
    questionnaires: Iterable[object] = (),
    *,
    instruments: Iterable[Instrument] | Mapping[str, Instrument] = INSTRUMENTS,
    links: Links = NO_LINKS,
) -> AnswersRead:
    """Read the answers of one QuestionnaireResponse, of any release of FHIR.

    Args:
        response: what `json.loads` returned.
        questionnaires: Questionnaires, for what their items ask and count; one that the
            response contains is found by itself.
        instruments: the instruments that are recognised and scored.
        links: what linkIds ask: by the URL of a questionnaire and a linkId, a LOINC
            code or an item of an instrument, as ``core-10#3``.

    Raises:
        MalformedDocument: If it is no QuestionnaireResponse, or something in it is not
            of the type that FHIR gives it; it names the place.

    >>> item = {"linkId": "/69725-0", "answer": [{"valueInteger": 2}]}
    >>> found = read_answers(
    ...     {
    ...         "resourceType": "QuestionnaireResponse",
    ...         "questionnaire": "http://loinc.org/q/69737-5",
    ...         "status": "completed",
    ...         "item": [item],
    ...     }
    ... )
    >>> found.answers.answers[0].path, found.answers.answers[0].how.value
    ('$.item[0].answer[0]', 'link')
    >>> draft = found.measures[0]
    >>> draft.instrument, draft.absent.value, draft.scored.answered
    ('gad-7', 'incomplete', 1)
    """
    sane(response)
    node = Node("$", response)
    if node.text("resourceType") != "QuestionnaireResponse":
        message = "a QuestionnaireResponse; read a Bundle with from_bundle"
        raise MalformedDocument("$.resourceType", "expected_response", message)
    doc = Document.holding(())
    forms = Forms.holding(given_forms(questionnaires, doc))
    known = catalogue(instruments)
    read = read_response(doc, node, forms=forms, links=links, known=known)
    drafts: tuple[MeasureDraft, ...] = ()
    if read.source is not None:
        drafts = tuple(measures_of([read.source], known, doc.report))
    silent(doc, read, drafted=bool(drafts))
    return AnswersRead(
        answers=read.answers, measures=drafts, problems=tuple(doc.problems)
    )


def given_forms(questionnaires: Iterable[object], doc: Document) -> Iterator[Form]:
    """Yield questionnaires that do not stand in a document, as they are read.

    Raises:
        MalformedDocument: If one is no Questionnaire; the path names which.
    """
    for n, one in enumerate(questionnaires):
        path = f"questionnaires[{n}]"
        try:
            sane(one)
        except MalformedDocument as wrong:
            place = path + wrong.path.removeprefix("$")
            raise MalformedDocument(place, wrong.code, wrong.message) from None
        node = Node(path, one)
        if node.text("resourceType") != "Questionnaire":
            raise MalformedDocument(path, "expected_questionnaire", "a Questionnaire")
        yield read_form(node, (called(node),), doc.report)


def forms_of(doc: Document) -> Iterator[Form]:
    """Yield the questionnaires of a document, each with every name that it has."""
    urls: dict[str, list[str]] = {}
    for url, name in doc.names.items():
        urls.setdefault(name, []).append(url)
    for node in doc.of("Questionnaire"):
        name = doc.name(node)
        yield read_form(node, (name, *urls.get(name, ())), doc.report)


def read_questionnaires(
    forms: Iterable[Form], known: Catalogue
) -> Iterator[ReadQuestionnaire]:
    """Yield questionnaires as facts."""
    for form in forms:
        named = (named_by(known, one, form.codes) for one in (form.url, *form.names))
        yield ReadQuestionnaire(
            name=form.names[0],
            url=form.url,
            version=form.version,
            codes=form.codes,
            items=len(form.items),
            instruments=tuple(sorted(frozenset[str]().union(*named))),
        )


def read_response(
    doc: Document, node: Node, *, forms: Forms, links: Links, known: Catalogue
) -> Response:
    """Read one response.

    Args:
        doc: what it stands in; told of what is not taken over.
        node: the resource.
        forms: the questionnaires at hand.
        links: the linkIds that were registered.
        known: the instruments.
    """
    before = len(doc.problems)
    canonical, form = named_form(node), forms.answered(node, doc.report)
    url = None if canonical is None else canonical.partition("|")[0]
    walked = walk(doc, node, url=url, form=form, links=links, known=known)
    status = node.text("status") or "unknown"
    answers = Answers(
        name=doc.called.get(node.path) or own_name(node) or called(node),
        questionnaire=canonical,
        status=status,
        subject=doc.target(node, "subject"),
        by=doc.target(node, "source") or doc.target(node, "author"),
        at=doc.within(node, "authored"),
        answers=walked.answers,
    )
    if form is not None and form.adaptive:
        message = "it is adaptive: which items were asked depends on the answers"
        doc.report(node.path, "adaptive", message)
    if status not in READY:
        message = "its status is not completed or amended: there is no draft"
        doc.report(f"{node.path}.status", "not_completed", message)
    is_whole = status in READY and not walked.modified
    source = None
    if is_whole:
        named = _named(known, url, form, walked)
        source = _source(known, named, form, walked, answers, report=doc.report)
    _note_silence(doc, node, answers, before)
    return Response(answers=answers, source=source, path=node.path)


def called(node: Node) -> str:
    """Return what a resource that stands alone is called."""
    id_ = node.text("id")
    return f"{kind_of(node)}/{id_}" if id_ else kind_of(node)


def _note_silence(doc: Document, node: Node, answers: Answers, before: int) -> None:
    """Report a response that holds no answer at all, if nothing was said of it yet."""
    if not answers.answers and len(doc.problems) == before:
        message = "it holds no answer: there is nothing to take over"
        doc.report(node.path, "no_answers", message)


def _named(
    known: Catalogue, url: str | None, form: Form | None, walked: Walked
) -> frozenset[str]:
    """Return the instruments that a response says it is: by its form, or by groups."""
    urls: set[str | None] = {url}
    codes: tuple[Coding, ...] = ()
    if form is not None:
        urls |= {form.url, *form.names}
        codes = form.codes
    groups = frozenset(
        known.panels[key] for key in walked.carried if key in known.panels
    )
    return groups.union(*(named_by(known, one, codes) for one in urls))


def _source(
    known: Catalogue,
    named: frozenset[str],
    form: Form | None,
    walked: Walked,
    answers: Answers,
    *,
    report: Report,
) -> Source:
    """Return what may be measured by a response."""
    asked = () if form is None else form.items.values()
    return Source(
        path=walked.path,
        answers=answers.answers,
        named=named,
        carried=walked.carried,
        asked=frozenset(key_of(code) for one in asked for code in one.codes),
        stated=tuple(_stated(known, answers.answers, report)),
        subject=answers.subject,
        by=answers.by,
        at=answers.at,
    )


def _stated(
    known: Catalogue, answers: Iterable[Answer], report: Report
) -> Iterator[Stated]:
    """Yield the totals among the answers: those whose question is a total."""
    for one in answers:
        ids = {known.totals.get(key_of(code)) for code in one.question}
        for id_ in sorted(found for found in ids if found is not None):
            if one.number is not None:
                yield Stated(instrument=id_, path=one.path, total=one.number)
            elif one.kind != "absent":
                message = f"it is no number, so no total of {id_}: it is left out"
                report(one.path, "unreadable_total", message)


def silent(doc: Document, response: Response, *, drafted: bool) -> None:
    """Report a response of which nothing is measured, if nothing says why yet."""
    path = response.path
    told = any(
        one.path == path or one.path.startswith((f"{path}.", f"{path}["))
        for one in doc.problems
        if one.code not in HARMLESS
    )
    if drafted or told:
        return
    message = (
        "no instrument is known by its questions; their codes: "
        f"{codes_shown(response.answers.answers)}"
    )
    doc.report(path, "no_instrument", message)


HARMLESS = frozenset({"signature", "adaptive", "unread_time", "unread_words"})
"""Problems that do not say why a response was not measured."""
