"""Times the studio's work: an OpenTelemetry span for each piece, and its seconds for listeners such as the metrics.

Spans hold names, ids of ours and error codes; never lyrics, keys or arguments.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from time import perf_counter
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

SpanName = Literal["submit", "check", "fetch", "wait"]
SpanListener = Callable[[SpanName, str, float], None]
"""Called at the end of each span with its name, the vendor and its seconds."""

_listeners: list[SpanListener] = []


@cache
def _tracer() -> "Tracer":
    from opentelemetry.trace import get_tracer

    return get_tracer("producer-mcp")


@contextmanager
def report_spans_to(listener: SpanListener) -> Iterator[None]:
    """Calls `listener` for every span that ends within the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)


@contextmanager
def span(name: SpanName, vendor: str, **attributes: str | int) -> Iterator[None]:
    """Times the block. `attributes` say what it works on, and must not be secret; an error leaves its code in the span."""
    prefixed = {f"producer.{key}": value for key, value in {"vendor": vendor, **attributes}.items()}
    began = perf_counter()
    with _tracer().start_as_current_span(f"producer.{name}", attributes=prefixed, record_exception=False) as current:
        try:
            yield
        except BaseException as error:
            current.set_attribute("error.type", getattr(error, "code", type(error).__name__))
            raise
        finally:
            for listener in _listeners:
                listener(name, vendor, perf_counter() - began)
