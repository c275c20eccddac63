"""Every fault of plain values against a msgspec struct; msgspec itself names only the first."""

from __future__ import annotations

import difflib
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

import msgspec

from desk.domain.toml_lines import Path

Facts = tuple[tuple[str, object], ...]
KINDS: Final[Mapping[type, str]] = {
    str: "text",
    bool: "flag",
    int: "number",
    float: "fraction",
    date: "day",
    datetime: "moment",
    time: "time",
    dict: "table",
    list: "list",
}
"""Words for the kinds of values that TOML knows (resources/texts/rule_check.toml, rule_kind_…)."""


@dataclass(frozen=True, slots=True)
class ShapeFault:
    """One fault: where, and what by code (`rule_<code>`) and facts."""

    path: Path
    code: str
    facts: Facts = ()


def shape_faults(value: object, kind: Any, path: Path = ()) -> Iterator[ShapeFault]:
    """Compare a value with a type: a struct, a tuple of them, or anything that msgspec converts."""
    found = False
    for fault in _inner_faults(value, kind, path):
        found = True
        yield fault
    if not found:
        yield from _own_fault(value, kind, path)


def _inner_faults(value: object, kind: Any, path: Path) -> Iterator[ShapeFault]:
    """Those of the parts of a table or list."""
    for option in _options(kind):
        if isinstance(value, Mapping) and _is_struct(option):
            yield from _struct_faults(value, option, path)
        elif isinstance(value, list) and get_origin(option) is tuple:
            for number, each in enumerate(value):
                yield from shape_faults(each, get_args(option)[0], (*path, number))


def _struct_faults(value: Mapping[str, object], kind: Any, path: Path) -> Iterator[ShapeFault]:
    fields = _fields(kind)
    for key in value:
        if key not in fields:
            near = difflib.get_close_matches(key, [each for each in fields if each not in value], 1)
            code = "unknown_key_near" if near else "unknown_key"
            yield ShapeFault((*path, key), code, (("key", key), ("near", "".join(near))))
    for key, field in fields.items():
        if key in value:
            yield from shape_faults(value[key], field.type, (*path, key))
        elif field.required:
            yield ShapeFault(path, "missing_key", (("key", key),))


@lru_cache(maxsize=200)
def _fields(kind: Any) -> dict[str, msgspec.structs.FieldInfo]:
    return {each.encode_name: each for each in msgspec.structs.fields(kind)}


def _own_fault(value: object, kind: Any, path: Path) -> Iterator[ShapeFault]:
    """That of the value itself; parts that are wrong were told before."""
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        said = str(error).partition(" - at `$")[0]
        yield ShapeFault(path, *_explained(value, kind, said))


def _explained(value: object, kind: Any, said: str) -> tuple[str, Facts]:
    options = list(_options(kind))
    told = _told(value)
    choices = [str(each) for option in options for each in _choices(option)]
    if choices and isinstance(value, str):
        return "not_one_of", (("value", told), ("choices", "・".join(choices)))
    wanted = [name for option in options if (name := _kind_name(option))]
    got = KINDS.get(type(value), "other")
    if wanted and got not in wanted:
        return "wrong_kind", (("value", told), ("wanted", wanted[0]), ("got", got))
    if isinstance(value, str):
        return ("empty" if not value else "not_a_code"), (("value", told),)
    if isinstance(value, list):
        return "list_length", (("said", said),)
    return "out_of_range", (("value", told), ("said", said.replace("`", "")))


def _told(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else text[:39] + "…"


def _options(kind: Any) -> Iterator[Any]:
    """The alternatives of a type without None and annotations."""
    origin = get_origin(kind)
    if origin is Annotated:
        yield from _options(get_args(kind)[0])
    elif origin in (Union, types.UnionType):
        for each in get_args(kind):
            yield from _options(each)
    elif kind is not type(None):
        yield kind


def _choices(option: Any) -> Sequence[object]:
    return get_args(option) if get_origin(option) is Literal else ()


def _kind_name(option: Any) -> str:
    if get_origin(option) is Literal:
        return "text"
    if get_origin(option) is tuple:
        return "list"
    return "table" if _is_struct(option) else KINDS.get(option, "")


def _is_struct(option: Any) -> bool:
    return isinstance(option, type) and issubclass(option, msgspec.Struct)
