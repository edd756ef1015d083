"""Declarations in YAML become checked types; every fault is told at once with its line, its place and its remedy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tenghuan.errors import InputFault
from tenghuan.scoring.schemefaults import Located, Place, SchemeFault, located, without_branches
from tenghuan.scoring.schemefile import line_of, read, text_of

Model = TypeVar("Model", bound=BaseModel)


class DeclarationFault(InputFault):
    """A declaration that cannot be used; ``faults`` holds one Chinese line each."""

    def __init__(self, title: str, name: str, faults: Sequence[str | Located]) -> None:
        self.faults = [str(fault) for fault in faults]
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"{title}有 {len(self.faults)} 处问题\n{lines}", where=name, remedy="改正后重试")


@dataclass(frozen=True)
class Kind:
    """A kind of declaration.

    ``title`` is its name in messages; ``fields`` are the Chinese names of its keys; ``lists`` says for each list what
    one member is called and which of its keys names it; ``branched`` are the lists whose members choose their type by
    a word (pydantic puts that word into its places).
    """

    title: str
    fields: Mapping[str, str]
    lists: Mapping[str, tuple[str, str]]
    branched: frozenset[str] = frozenset()

    def clean(self, place: Place) -> Place:
        """A place without the words of the branches."""
        kept: list[int | str] = []
        for at, part in enumerate(place):
            chosen = at > 1 and isinstance(place[at - 1], int) and place[at - 2] in self.branched
            if not chosen:
                kept.append(part)
        return without_branches(tuple(kept))

    def where(self, place: Place, data: Any) -> str:
        """A place in words: 项目“亩均税收” › 权重."""
        parts: list[str] = []
        node = data
        for at, part in enumerate(place):
            before = str(place[at - 1]) if at else ""
            node = _step(node, part)
            if isinstance(part, int):
                parts[-1:] = [self._member(before, part, node)]
            else:
                parts.append(self.fields.get(part, f"“{part}”"))
        return " › ".join(parts)

    def _member(self, held: str, at: int, node: Any) -> str:
        word, key = self.lists.get(held, ("", ""))
        name = node.get(key) if isinstance(node, Mapping) and key else None
        if name:
            return f"{word}“{name}”"
        return f"{self.fields.get(held, held)}第 {at + 1} 项"


def _step(node: Any, part: int | str) -> Any:
    if isinstance(node, Mapping):
        return node.get(part)
    inside = isinstance(node, list | tuple) and isinstance(part, int) and part < len(node)
    return node[part] if inside else None


def load(path: str | Path, model: type[Model], kind: Kind) -> Model:
    """Read a declaration.

    Raises:
        InputFault: there is no such file; DeclarationFault: it is at fault, every fault is listed.
    """
    path = Path(path)
    try:
        text = text_of(path)
    except SchemeFault as fault:
        raise DeclarationFault(kind.title, path.name, fault.faults) from fault
    return parse(text, path.name, model, kind)


def parse(text: str, name: str, model: type[Model], kind: Kind) -> Model:
    """Check the text of a declaration; ``name`` stands in messages. Raises DeclarationFault."""
    try:
        root, data = read(text, name)
    except SchemeFault as fault:
        raise DeclarationFault(kind.title, name, fault.faults) from fault
    if not isinstance(data, Mapping):
        needed = "、".join(key for key, field in model.model_fields.items() if field.is_required())
        raise DeclarationFault(kind.title, name, [f"应为“键: 值”的映射，至少含 {needed}"])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found = located(error, data, lambda place: line_of(root, place), kind.where, kind.clean)
        raise DeclarationFault(kind.title, name, found) from error


def shipped(package: str, folder: str, model: type[Model], kind: Kind) -> dict[str, Model]:
    """The declarations shipped in a folder of a package, by the name of the file."""
    found = {}
    for item in sorted((files(package) / folder).iterdir(), key=lambda item: item.name):
        if item.name.endswith(".yaml"):
            found[item.name.removesuffix(".yaml")] = parse(item.read_text(encoding="utf-8"), item.name, model, kind)
    return found


def chosen(name: str, model: type[Model], kind: Kind, own: Mapping[str, Model]) -> Model:
    """The declaration in the file of that name, else the shipped one of that name. Raises InputFault."""
    if not Path(name).exists() and name in own:
        return own[name]
    if not Path(name).exists():
        raise InputFault(f"{kind.title}文件不存在", where=name, remedy=f"核对路径；自带：{'、'.join(own)}")
    return load(name, model, kind)
