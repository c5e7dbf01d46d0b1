"""Logs: events with keys, on stderr, never a secret, a lyric or an argument in them."""

import logging
import sys
from collections.abc import MutableMapping
from pathlib import Path
from typing import Any

import structlog

UNSAID = {"lyrics", "lyric", "sound", "idea", "prompt", "title", "arguments", "body", "headers", "authorization", "key", "token"}
"""Words whose values stay out of the logs, whoever logs them."""


def start_logs(level: str) -> None:
    """Send structlog's events and every standard logger's to stderr, as lines of `key=value`."""
    least = logging.getLevelNamesMapping()[level.upper()]
    before: list[Any] = [structlog.stdlib.add_log_level, structlog.processors.TimeStamper(fmt="iso", utc=True), _leave_unsaid]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    line = structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"], bool_as_flag=False)
    keep = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    frames = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=before, processors=[keep, frames, _flat, line]))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(least)
    for chatty in ("httpx", "httpcore", "stamina", "aiosqlite", "asyncio"):  # they log addresses and arguments
        logging.getLogger(chatty).setLevel(max(least, logging.WARNING))


def _leave_unsaid(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {word: "…" if word in UNSAID else value for word, value in event.items()}


def _flat(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A traceback as two values: what was raised and where, innermost last; neither its message nor the locals."""
    if raised := event.pop("exception", None):
        frames = raised[-1]["frames"]
        event["raised"] = raised[-1]["exc_type"]
        event["where"] = " > ".join(f"{Path(frame['filename']).name}:{frame['lineno']}:{frame['name']}" for frame in frames)
    return event
