"""The border of every handler: what we expected is told, what we did not is logged and never crosses."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import TypeVar

from mcp import MCPError
from mcp.types import INTERNAL_ERROR, INVALID_PARAMS

from ..errors import InvalidArguments, NotFound, ProducerError, Unsupported
from .request import Request

Params = TypeVar("Params")
Result = TypeVar("Result")
Handler = Callable[[Request, Params], Awaitable[Result]]

CALLERS_FAULT = (InvalidArguments, NotFound, Unsupported)


def bordered(handler: Handler[Params, Result]) -> Handler[Params, Result]:
    """`handler`, with every failure told as a sentence of ours: older clients would be shown the exception's own text."""

    @wraps(handler)
    async def guarded(request: Request, params: Params) -> Result:
        try:
            return await handler(request, params)
        except MCPError:
            raise
        except ProducerError as error:
            raise MCPError(INVALID_PARAMS if isinstance(error, CALLERS_FAULT) else INTERNAL_ERROR, str(error)) from error
        except Exception as error:
            log_crash(request.method, error)
            told = f"{request.method} broke in the server; the log says where. Look with studio_status(), then try again."
            raise MCPError(INTERNAL_ERROR, told) from None

    return guarded


def log_crash(what: str, error: Exception) -> None:
    """A bug of ours, with its traceback, in the log and nowhere else."""
    from structlog import get_logger

    get_logger().error("handler broke", handler=what, exc_info=error)
