"""The lifecycle as a picture, drawn from the table."""

from collections.abc import Iterator, Mapping

import attrs

from collabtherapy.partnership.law.lifecycle import STEPS
from collabtherapy.partnership.law.steps import OPEN_STAGES, Elsewhere, Step
from collabtherapy.partnership.values.stages import Stage

Edge = tuple[str, str]

OPEN = "open"
"""The frame around the open stages: what leads out of all of them leads out of it."""


BREAK = "<br/>"
DOT_BREAK = "\\n"


@attrs.frozen
class Diagram:
    """A picture as text, in two notations; notebooks show it as a picture.

    Args:
        mermaid: for Markdown, notebooks and most forges.
        dot: for Graphviz.
    """

    mermaid: str
    dot: str

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> Mapping[str, str]:
        """Give what a notebook shows; it picks the richest form that it knows."""
        del include, exclude  # the protocol names them; there is little to choose from
        return {
            "text/vnd.mermaid": self.mermaid,
            "text/markdown": f"```mermaid\n{self.mermaid}\n```",
            "text/plain": self.mermaid,
        }

    def __str__(self) -> str:
        return self.mermaid


def diagram() -> Diagram:
    """Draw the lifecycle from its table.

    >>> print(diagram().mermaid.splitlines()[0])
    stateDiagram-v2
    """
    edges: dict[Edge, list[str]] = {}
    for step in STEPS:
        for edge in dict.fromkeys(_edges(step)):  # several rows lead into a break
            edges.setdefault(edge, []).append(_named(step))
    met = {stage for edge in edges for stage in edge}
    stages: list[str] = [stage.value for stage in OPEN_STAGES if stage.value in met]
    return Diagram(mermaid=_mermaid(stages, edges), dot=_dot(stages, edges))


def _edges(step: Step) -> Iterator[Edge]:
    if step.to is Elsewhere.SAME:
        return
    if not step.from_.stages:
        yield "[*]", step.to.value
    elif step.from_.stages == OPEN_STAGES:
        yield OPEN, step.to.value
    elif step.to is Elsewhere.PAUSED_FROM:
        # Back to wherever somebody chose to take a break from.
        takers = (s for s in STEPS if s.to is Stage.PAUSED and not s.recontract)
        for taker in takers:
            for stage in taker.from_.stages:
                yield Stage.PAUSED.value, stage.value
    else:
        for stage in _met(step):
            yield stage.value, step.to.value


def _met(step: Step) -> Iterator[Stage]:
    """Leave out stages that no step leads to yet, and staying where one is."""
    led_to = {other.to for other in STEPS} - {step.to}
    return (stage for stage in step.from_.stages if stage in led_to)


def _named(step: Step) -> str:
    """Give the row, and the act or the matter that takes it."""
    (kind, *_) = step.on
    about = step.about.__name__ if isinstance(step.about, type) else step.about
    return f"{step.id} {kind.__name__}{f' {about}' if about else ''}"


def _mermaid(stages: list[str], edges: Mapping[Edge, list[str]]) -> str:
    inside = {edge: steps for edge, steps in edges.items() if set(edge) <= set(stages)}
    lines = ["stateDiagram-v2", "    direction LR", f"    state {OPEN} {{"]
    lines += (f"        {stage}" for stage in stages)
    lines += (
        f"        {start} --> {to}: {BREAK.join(steps)}"
        for (start, to), steps in inside.items()
    )
    lines.append("    }")
    lines += (
        f"    {start} --> {to}: {BREAK.join(steps)}"
        for (start, to), steps in edges.items()
        if (start, to) not in inside
    )
    lines.append("    closed --> [*]")
    return "\n".join(lines)


def _dot(stages: list[str], edges: Mapping[Edge, list[str]]) -> str:
    anchor = stages[0]  # Graphviz leads an edge out of a frame from something in it
    lines = [
        "digraph lifecycle {",
        '    graph [rankdir=LR, compound=true, fontname="sans-serif"];',
        '    node [shape=box, style=rounded, fontname="sans-serif"];',
        '    edge [fontname="sans-serif", fontsize=10];',
        "    start [shape=point];",
        "    subgraph cluster_open {",
        f'        label="{OPEN}"; style="rounded,dashed";',
        f"        {'; '.join(stages)};",
        "    }",
    ]
    for (start, to), steps in edges.items():
        label = f'label="{DOT_BREAK.join(steps)}"'
        if start == OPEN:
            lines.append(f"    {anchor} -> {to} [{label}, ltail=cluster_open];")
        else:
            lines.append(
                f"    {'start' if start == '[*]' else start} -> {to} [{label}];"
            )
    lines.append("}")
    return "\n".join(lines)
