"""A client's request: whose it is, what the client can do, and how a handler's failure is answered."""

from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any, TypeAlias, TypeVar

from mcp import MCPError
from mcp.server import ServerRequestContext
from mcp.types import INTERNAL_ERROR, INVALID_PARAMS

from ..errors import InvalidArguments, NotFound, ProducerError, Unsupported

Request: TypeAlias = ServerRequestContext[Any, Any]
Params = TypeVar("Params")
Result = TypeVar("Result")
Handler = Callable[[Request, Params], Awaitable[Result]]

LOCAL_OWNER = "local"
FIRST_MODERN_VERSION = "2026-07-28"
"""The first protocol version without a handshake; earlier ones sort before it."""
CALLER_ERRORS = (InvalidArguments, NotFound, Unsupported)
"""Errors that the caller made: answered as invalid parameters, all others as errors of the server."""


def owner_of(request: Request) -> str:
    """Whose tasks and clips it is about: `local`, unless the transport has authenticated somebody, then the token's subject."""
    scope = getattr(request.request, "scope", None) or {}
    token = getattr(scope.get("user"), "access_token", None)
    return LOCAL_OWNER if token is None else str(token.subject or token.client_id)


def is_modern(request: Request) -> bool:
    """Whether it is made in a protocol version without a handshake."""
    return request.protocol_version >= FIRST_MODERN_VERSION


def declares(request: Request, extension: str) -> bool:
    """Whether the client said with this very request that it knows the extension."""
    return is_modern(request) and has_declared(request, extension)


def has_declared(request: Request, extension: str) -> bool:
    """Whether the client says that it knows the extension: with this request, or in its handshake."""
    capabilities = request.session.client_capabilities
    return capabilities is not None and extension in (capabilities.extensions or {})


def answering_errors(handler: Handler[Params, Result], sentence: Callable[[str], str]) -> Handler[Params, Result]:
    """`handler`, with every exception turned into an `MCPError` whose message is ours; bugs are logged.

    The SDK shows older clients the text of any other exception. `sentence` gives an error's text as the caller may see it.
    """

    @wraps(handler)
    async def answering(request: Request, params: Params) -> Result:
        try:
            return await handler(request, params)
        except MCPError:
            raise
        except ProducerError as error:
            code = INVALID_PARAMS if isinstance(error, CALLER_ERRORS) else INTERNAL_ERROR
            raise MCPError(code, sentence(str(error))) from error
        except Exception as error:
            log_crash(request.method, error)
            message = f"{request.method} broke in the server; the log says where. Look with studio_status(), then try again."
            raise MCPError(INTERNAL_ERROR, message) from None

    return answering


def log_crash(handler: str, error: Exception) -> None:
    """Log a bug of ours, in the handler of that name, with its traceback; no caller is shown it."""
    from structlog import get_logger

    get_logger().error("handler broke", handler=handler, exc_info=error)
