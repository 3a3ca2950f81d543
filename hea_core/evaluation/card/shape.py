"""Whether a value read from JSON has a shape: typed dicts, dicts and lists of a kind, plain values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Any, NotRequired, get_args, get_origin, get_type_hints, is_typeddict


def fault(value: object, shape: Any, where: str, exact: bool = False) -> str | None:  # noqa: ANN401 - what typing makes of a type
    """The first place where a value is not of a shape, in words; None where it fits.

    Args:
        value: read from JSON.
        shape: a TypedDict, dict[str, …], list[…], or plain types.
        where: name of the value.
        exact: whether a name that a TypedDict does not have is a fault too.
    """
    if is_typeddict(shape):
        return _fault_of_group(value, shape, where, exact)
    if get_origin(shape) is dict:
        if not isinstance(value, Mapping):
            return f"{where} is no group of figures"
        return _first(fault(part, get_args(shape)[1], f"{where}.{name}", exact) for name, part in value.items())
    if get_origin(shape) is list:
        if not isinstance(value, list):
            return f"{where} is no list"
        return _first(fault(part, get_args(shape)[0], f"{where}[{k}]", exact) for k, part in enumerate(value))
    kinds = get_args(shape) if get_origin(shape) is UnionType else (shape,)
    # a whole number is a figure too
    allowed = (*kinds, int) if float in kinds else kinds
    return None if isinstance(value, allowed) else f"{where} is {value!r}"


def _fault_of_group(value: object, shape: Any, where: str, exact: bool) -> str | None:  # noqa: ANN401 - a TypedDict
    if not isinstance(value, Mapping):
        return f"{where} is no group of figures"
    parts = _parts(shape)
    for name, part in parts.items():
        optional = get_origin(part) is NotRequired
        if name in value:
            found = fault(value[name], get_args(part)[0] if optional else part, f"{where}.{name}", exact)
            if found:
                return found
        elif not optional:
            return f"{where}.{name} is missing"
    return _first(f"{where}.{name} is not in the schema" for name in value if exact and name not in parts)


@cache
def _parts(shape: Any) -> dict[str, Any]:  # noqa: ANN401 - a TypedDict
    return get_type_hints(shape, include_extras=True)


def _first(faults: Iterator[str | None]) -> str | None:
    return next((fault for fault in faults if fault), None)
