"""How a vendor's wire is written down here: a table of routes, and the words in which it refuses."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .desk import Desk
from .messages import Answer, Request

Handler = Callable[[Desk, Request, str], Answer]
"""What answers a route: the desk, the request, and the word that stood where the path has `*`."""


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    purpose: str
    answer: Handler

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.path).replace(r"\*", "([^/]+)"))

    def word(self, method: str, path: str) -> str | None:
        """The path's own word when this route is meant (empty if the path has none), else nothing."""
        found = self.pattern.fullmatch(path) if method == self.method else None
        return None if found is None else "".join(found.groups())


@dataclass(frozen=True)
class Wire:
    vendor: str
    routes: tuple[Route, ...]
    refuse: Callable[[int, str], Answer]
    """A refusal in the vendor's own envelope; an empty message is the documented one for that status."""
