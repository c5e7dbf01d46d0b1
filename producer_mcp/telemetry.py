"""What takes time: a span of OpenTelemetry for each, where somebody collects them, and its seconds for whoever counts.

Never a lyric, a key or an argument: only names, ids of ours, and codes.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

What = Literal["submit", "check", "fetch", "wait"]
Heard = Callable[[What, str, float], None]
"""Hears what was done, of which vendor, and how many seconds it took."""

_heard: list[Heard] = []


@cache
def _tracer() -> "Tracer":
    from opentelemetry.trace import get_tracer

    return get_tracer("producer-mcp")


@contextmanager
def listening(heard: Heard) -> Iterator[None]:
    """Tell `heard` of every span that ends within the block."""
    _heard.append(heard)
    try:
        yield
    finally:
        _heard.remove(heard)


@contextmanager
def span(what: What, vendor: str, **about: str | int) -> Iterator[None]:
    """One thing that takes time. `about` says which, in words that are nobody's secret."""
    attributes = {f"producer.{word}": value for word, value in {"vendor": vendor, **about}.items()}
    began = perf_counter()
    with _tracer().start_as_current_span(f"producer.{what}", attributes=attributes, record_exception=False) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", getattr(error, "code", type(error).__name__))
            raise
        finally:
            for heard in _heard:
                heard(what, vendor, perf_counter() - began)
