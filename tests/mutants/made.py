"""Mutants of a module: each is its text with one thing changed in one function.

The operators are those of mutmut. It can only put its mutants in where a function is
not decorated, though, and here most of the law is; so they are put in by `planted`, and
three operators are added that rules call for: a condition that always holds, one that
never does, and a function that does nothing.
"""

from pathlib import Path

import attrs
import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators

LEFT_ALONE = (cst.Annotation, cst.Decorator)
"""What says something to a type checker, or is asked only while importing."""

UNCHANGED = {"cast", "isinstance", "len"}
"""Calls that are not themselves changed: of a cast nothing would be noticed."""


@attrs.frozen(eq=False)
class Mutant:
    """One change of one function.

    Args:
        id: the module, the function, and which of its mutants it is.
        line: where the change is.
        was: what stood there.
        now: what stands there instead.
        text: the module with the change, as a tree.
    """

    id: str
    line: int
    was: str
    now: str
    _text: cst.Module
    _node: cst.CSTNode
    _other: cst.CSTNode

    @property
    def module(self) -> str:
        """The module by its short name."""
        return self.id.partition(".")[0]

    @property
    def function(self) -> str:
        """The module and the function."""
        return self.id.rpartition(":")[0]

    @property
    def source(self) -> str:
        """The whole text of the module with this change in it."""
        changed = self._text.deep_replace(self._node, self._other)
        assert isinstance(changed, cst.Module)
        return changed.code


def mutants_of(file: Path) -> tuple[Mutant, ...]:
    """Give every mutant of every function of a module, from its first line on."""
    visitor = _Visitor(file.stem)
    text = cst.parse_module(file.read_text(encoding="utf-8"))
    MetadataWrapper(text, unsafe_skip_copy=True).visit(visitor)
    return tuple(visitor.made)


class _Visitor(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider,)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.made: list[Mutant] = []
        self._within: list[str] = [name]
        self._functions = 0
        self._nth: dict[str, int] = {}
        self._text: cst.Module

    def visit_Module(self, node: cst.Module) -> None:  # noqa: N802  # its own name
        self._text = node

    def on_visit(self, node: cst.CSTNode) -> bool:
        if isinstance(node, LEFT_ALONE) or _is_docstring(node):
            return False
        if isinstance(node, cst.Param) and node.default is not None:
            return False
        if self._functions:
            self._mutate(node)
        if isinstance(node, cst.ClassDef | cst.FunctionDef):
            self._within.append(node.name.value)
            self._functions += isinstance(node, cst.FunctionDef)
        if _is_call_of(node, {"cast"}):
            assert isinstance(node, cst.Call)
            node.args[1].visit(self)
            return False
        return super().on_visit(node)

    def on_leave(self, original_node: cst.CSTNode) -> None:
        if isinstance(original_node, cst.ClassDef | cst.FunctionDef):
            self._within.pop()
            self._functions -= isinstance(original_node, cst.FunctionDef)
        super().on_leave(original_node)

    def visit_FunctionDef(self, node: cst.FunctionDef) -> None:  # noqa: N802
        if nothing := _doing_nothing(node):
            self._add(node, nothing)

    def _mutate(self, node: cst.CSTNode) -> None:
        if _is_call_of(node, UNCHANGED):
            return
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for other in operator(node):
                    self._add(node, other)
        if isinstance(node, cst.If | cst.CompIf):
            for always in (False, True):
                self._add(node, node.with_changes(test=_forced(node.test, to=always)))

    def _add(self, node: cst.CSTNode, other: cst.CSTNode) -> None:
        function = ".".join(self._within)
        self._nth[function] = self._nth.get(function, 0) + 1
        self.made.append(
            Mutant(
                id=f"{function}:{self._nth[function]}",
                line=self.get_metadata(PositionProvider, node).start.line,
                was=self._told(node),
                now=self._told(other),
                text=self._text,
                node=node,
                other=other,
            )
        )

    def _told(self, node: cst.CSTNode) -> str:
        if isinstance(node, cst.FunctionDef):
            return " ".join(self._text.code_for_node(node.body).split())[-60:]
        if isinstance(node, cst.If | cst.CompIf):
            return f"if {self._text.code_for_node(node.test)}"
        return " ".join(self._text.code_for_node(node).split())


def _is_docstring(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, cst.SimpleString | cst.ConcatenatedString
    )


def _is_call_of(node: cst.CSTNode, names: set[str]) -> bool:
    return (
        isinstance(node, cst.Call)
        and isinstance(node.func, cst.Name)
        and node.func.value in names
    )


def _forced(test: cst.BaseExpression, *, to: bool) -> cst.BaseExpression:
    """Give a condition that is asked, and then answered always in one way."""
    asked = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    operator, answer = (cst.Or(), "True") if to else (cst.And(), "False")
    return cst.BooleanOperation(left=asked, operator=operator, right=cst.Name(answer))


GIVES_NOTHING = {
    "Refusal | None": "None",
    "None": "None",
    "Refusals": "()",
    "bool": "False",
}
"""What a function gives that does nothing, by what it says that it gives."""


def _doing_nothing(node: cst.FunctionDef) -> cst.FunctionDef | None:
    """Give a function that does nothing; a fold gives back what it was given."""
    if node.returns is None:
        return None
    gives = cst.Module([]).code_for_node(node.returns.annotation)
    params = node.params.params
    if params and params[0].annotation is not None:
        taken = cst.Module([]).code_for_node(params[0].annotation.annotation)
        if taken == gives:
            return _returning(node, params[0].name.value)
    if gives.startswith(("Iterator", "Iterable", "tuple")):
        return _returning(node, "iter(())" if gives.startswith("Iterator") else "()")
    return _returning(node, GIVES_NOTHING[gives]) if gives in GIVES_NOTHING else None


def _returning(node: cst.FunctionDef, what: str) -> cst.FunctionDef:
    line = cst.parse_statement(f"return {what}")
    return node.with_changes(body=cst.IndentedBlock([line]))
