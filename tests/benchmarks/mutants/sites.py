"""Where one line of a file can be made wrong: comparisons, numbers, and/or, signs, results."""

from __future__ import annotations

import ast
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TURNED = {
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}
_EDGES = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
_SIGNS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*")}
_ENDS = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum", "any": "all", "all": "any"}
_SAYS_ONLY = {"strict", "stacklevel"}  # of zip and warn: in right code they change nothing


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one file: the text between two places, and what stands there instead."""

    file: str
    line: int
    kind: str
    start: int
    stop: int
    new: str

    def applied(self, text: str) -> str:
        """The text of the file with the change."""
        return text[: self.start] + self.new + text[self.stop :]

    def told(self, text: str) -> str:
        """The changed line before and after, without its margin."""
        begin = text.rfind("\n", 0, self.start) + 1
        end = text.find("\n", self.stop)
        before = text[begin:end].strip()
        after = (text[begin : self.start] + self.new + text[self.stop : end]).strip()
        return f"{self.file}:{self.line} [{self.kind}]\n    {before}\n    {after}"


class _Finder:
    """Goes through the tree of one file."""

    def __init__(self, file: str, text: str) -> None:
        self._file, self._text = file, text
        self._line_starts = [0]
        for line in text.encode().splitlines(keepends=True):
            self._line_starts.append(self._line_starts[-1] + len(line))
        self._bytes = text.encode()

    def found(self) -> Iterator[Mutant]:
        yield from self._below(ast.parse(self._text))

    def _below(self, node: ast.AST) -> Iterator[Mutant]:
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns", "decorator_list", "type_params") or self._passed_over(value):
                continue
            for child in value if isinstance(value, list) else [value]:
                if isinstance(child, ast.AST) and not self._passed_over(child):
                    yield from self._at(child)
                    yield from self._below(child)

    @staticmethod
    def _passed_over(node: object) -> bool:
        """Docstrings and formatted text, imports for types, what only says something, and what only names types."""
        return (
            isinstance(node, ast.JoinedStr | ast.Raise | ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or (isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
            or (isinstance(node, ast.keyword) and node.arg in _SAYS_ONLY)
        )

    def _at(self, node: ast.AST) -> Iterator[Mutant]:
        yield from self._at_operator(node)
        yield from self._at_value(node)

    def _at_operator(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=others):
                for before, op, after in zip([left, *others], ops, others, strict=False):
                    for kind, table in (("comparison", _TURNED), ("edge", _EDGES)):
                        if type(op) in table:
                            yield from self._between(kind, before, after, *table[type(op)])
            case ast.BoolOp(op=op, values=values):
                pair = ("and", "or") if isinstance(op, ast.And) else ("or", "and")
                yield from self._between("and/or", values[0], values[1], *pair)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _SIGNS:
                yield from self._between("sign", left, right, *_SIGNS[type(op)])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield self._change("not", node, self._of(operand))
            case ast.UnaryOp(op=ast.USub(), operand=operand) if not isinstance(operand, ast.Constant):
                yield self._change("sign", node, self._of(operand))

    def _at_value(self, node: ast.AST) -> Iterator[Mutant]:
        match node:
            case ast.Constant(value=bool() as value):
                yield self._change("constant", node, str(not value))
            case ast.Constant(value=int() as value):
                yield self._change("constant", node, str(value + 1))
            case ast.Constant(value=float() as value):
                yield self._change("constant", node, repr(2 * value if value else 1.0))
            case ast.Return(value=ast.AST() as value) if ast.unparse(value) != "None":
                yield self._change("result", value, "None")
            case ast.Call(func=ast.Name(id=name) as called) if name in _ENDS:
                yield self._change("least/most", called, _ENDS[name])
            case ast.Call(func=ast.Attribute(attr=name) as called) if name in _ENDS:
                stop = self._ends(called)[1]
                yield self._at_places("least/most", stop - len(name), stop, _ENDS[name])

    def _place(self, line: int, column: int) -> int:
        """The place in the text of a place in the tree, which counts bytes."""
        return len(self._bytes[: self._line_starts[line - 1] + column].decode())

    def _ends(self, node: ast.AST) -> tuple[int, int]:
        assert isinstance(node, ast.expr | ast.stmt) and node.end_lineno and node.end_col_offset is not None
        return self._place(node.lineno, node.col_offset), self._place(node.end_lineno, node.end_col_offset)

    def _of(self, node: ast.AST) -> str:
        start, stop = self._ends(node)
        return self._text[start:stop]

    def _change(self, kind: str, node: ast.AST, new: str) -> Mutant:
        return self._at_places(kind, *self._ends(node), new)

    def _at_places(self, kind: str, start: int, stop: int, new: str) -> Mutant:
        return Mutant(self._file, self._text.count("\n", 0, start) + 1, kind, start, stop, new)

    def _between(self, kind: str, before: ast.AST, after: ast.AST, old: str, new: str) -> Iterator[Mutant]:
        start, stop = self._ends(before)[1], self._ends(after)[0]
        at = self._text.find(old, start, stop)
        if at >= 0:
            yield self._at_places(kind, at, at + len(old), new)


def mutants_of(checkout: Path, room: str) -> list[Mutant]:
    """All mutants of the files under lossacc_gui/<room>, in order."""
    found: list[Mutant] = []
    for path in sorted((checkout / "lossacc_gui" / room).rglob("*.py")):
        found += _Finder(path.relative_to(checkout).as_posix(), path.read_text(encoding="utf-8")).found()
    return found


def drawn(mutants: list[Mutant], count: int, draw: random.Random) -> list[Mutant]:
    """So many of them: first a kind by lot, then one of its places, so that tables of numbers do not fill the draw."""
    kinds = defaultdict(list)
    for one in mutants:
        kinds[one.kind].append(one)
    chosen: list[Mutant] = []
    while len(chosen) < min(count, len(mutants)):
        kind = draw.choice(sorted(kinds))
        chosen.append(kinds[kind].pop(draw.randrange(len(kinds[kind]))))
        if not kinds[kind]:
            del kinds[kind]
    return chosen
