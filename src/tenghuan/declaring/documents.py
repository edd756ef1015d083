"""Declarations in YAML become checked types; every fault is told at once with its line, its place and its remedy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from tenghuan.errors import InputFault
from tenghuan.scoring.schemefaults import SchemeFault, Words, located
from tenghuan.scoring.schemefile import line_of, read, text_of

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True)
class Kind:
    """A kind of declaration: the fault that it raises (``fault.kind`` is its name in messages) and its words."""

    fault: type[SchemeFault]
    words: Words


def load(path: str | Path, model: type[Model], kind: Kind) -> Model:
    """Read a declaration.

    Raises:
        InputFault: there is no such file; SchemeFault: it is at fault, every fault is listed.
    """
    path = Path(path)
    return parse(text_of(path, kind.fault), path.name, model, kind)


def parse(text: str, name: str, model: type[Model], kind: Kind) -> Model:
    """Check the text of a declaration; ``name`` stands in messages. Raises SchemeFault."""
    root, data = read(text, name, kind.fault)
    if not isinstance(data, Mapping):
        needed = "、".join(key for key, field in model.model_fields.items() if field.is_required())
        raise kind.fault(name, [f"应为“键: 值”的映射，至少含 {needed}"])
    try:
        return model.model_validate(data)
    except ValidationError as error:
        raise kind.fault(name, located(error, data, lambda place: line_of(root, place), kind.words)) from error


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
        raise InputFault(f"{kind.fault.kind}文件不存在", where=name, remedy=f"核对路径；自带：{'、'.join(own)}")
    return load(name, model, kind)
