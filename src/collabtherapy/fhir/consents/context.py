"""What the readers of a Consent share: names, systems, the reading, who is told."""

from collections.abc import Mapping

import attrs

from collabtherapy.fhir.codes import OWN
from collabtherapy.fhir.consents.readings import Reading
from collabtherapy.fhir.consents.relating import Vocabulary
from collabtherapy.fhir.datatypes.codings import Coding
from collabtherapy.fhir.datatypes.node import Node
from collabtherapy.fhir.datatypes.problems import Problem
from collabtherapy.fhir.datatypes.systems import KNOWN, canonical
from collabtherapy.fhir.shapes import Release

__all__ = ["Context"]


def _known(_: object, __: object, systems: Mapping[str, str]) -> None:
    if not all(canonical(named) in KNOWN for named in systems.values()):
        message = (
            "systems must map each name to a code system that is known here; "
            "collabtherapy.fhir.datatypes.systems.NAMES lists them"
        )
        raise ValueError(message)


@attrs.frozen(kw_only=True)
class Context:
    """What the readers of one document share.

    Args:
        problems: added to, where something is not taken over as it stands.
        names: what references stand for.
        reading: how a provision within one of its own type is read.
        systems: further names of code systems, each with the system it stands for.
        release: the release of the Consent that is being read.

    Raises:
        ValueError: a further name stands for a system that is not known.
    """

    problems: list[Problem]
    names: Mapping[str, str] = attrs.field(factory=dict[str, str])
    reading: Reading = Reading.STRICT
    systems: Mapping[str, str] = attrs.field(factory=dict[str, str], validator=_known)
    release: Release = Release.R4

    def report(self, path: str, code: str, message: str) -> None:
        """Note what was not taken over as it stands: where, a code, what was done."""
        self.problems.append(Problem(path, code, message))

    def coding(self, node: Node, vocabulary: Vocabulary | None = None) -> Coding | None:
        """Read a Coding; None where it has no code.

        Args:
            node: the Coding.
            vocabulary: what its code should be of; it is reported if it is not.
        """
        code, system = node.text("code"), node.text("system")
        if code is None:
            return None
        found = Coding(code, self.systems.get(system, system) if system else None)
        if vocabulary is not None:
            self._check(node, found, vocabulary)
        return found

    def _check(self, node: Node, coding: Coding, vocabulary: Vocabulary) -> None:
        system = coding.system
        if vocabulary.knows(coding) or (system or "").startswith(OWN):
            return
        if system is not None and system not in KNOWN:
            message = (
                "a system that is not known: its codes may deny and permit nothing; "
                "read with systems={name: the system it stands for}"
            )
            self.report(f"{node.path}.system", "unknown_system", message)
            return
        message = (
            "a code that no table of its vocabulary has: it may deny, and permits "
            "nothing but itself; correct the code, or its system"
        )
        self.report(f"{node.path}.code", "unknown_code", message)
