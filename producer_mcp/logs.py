"""Logs: events with keys, on stderr. Secrets, lyrics and the arguments of calls are never logged."""

import logging
import sys
from collections.abc import Iterable, MutableMapping
from pathlib import Path
from typing import Any

import structlog

HIDDEN_KEYS = frozenset(
    {"lyrics", "lyric", "sound", "idea", "prompt", "title", "arguments", "body", "headers", "authorization", "key", "token"}
)
"""Keys of an event whose values are replaced by `…`, whoever logs them."""


def start_logs(level: str, warnings: Iterable[str] = ()) -> None:
    """Send the events of structlog and of all standard loggers to stderr, as lines of `key=value`, from `level` upwards.

    The first of them are `warnings`.
    """
    min_level = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), _hide_values]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    line = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
    drop_meta = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    frames = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
    processors: list[Any] = [drop_meta, frames, _flatten_exception, line]
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=processors))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(min_level)
    for name in ("httpx", "httpcore", "stamina", "aiosqlite", "asyncio"):  # these log addresses and arguments
        logging.getLogger(name).setLevel(max(min_level, logging.WARNING))
    for warning in warnings:
        structlog.get_logger().warning(warning)


def _hide_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {key: "…" if key in HIDDEN_KEYS else value for key, value in event.items()}


def _flatten_exception(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A traceback as two values: the type raised, and the frames, innermost last. Message and locals may hold secrets."""
    if exceptions := event.pop("exception", None):
        frames = exceptions[-1]["frames"]
        event["raised"] = exceptions[-1]["exc_type"]
        event["where"] = " > ".join(f"{Path(frame['filename']).name}:{frame['lineno']}:{frame['name']}" for frame in frames)
    return event
