"""An endpoint as an ASGI app, which guards can stand around."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Self

from starlette.routing import Route
from starlette.types import Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class EndpointApp:
    """An endpoint as an ASGI app: a `Route` takes a function for an endpoint, not for an app."""

    route: Route

    @classmethod
    def of(cls, endpoint: Callable[..., Awaitable[Any]], *methods: str) -> Self:
        """What `endpoint` answers to GET or to other methods; the rest is answered with 405."""
        return cls(Route("/", endpoint, methods=list(methods) or ["GET"]))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handles one ASGI request."""
        await self.route.handle(scope, receive, send)
