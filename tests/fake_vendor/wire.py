"""How a vendor's API is declared here: a table of routes, and its error envelope."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .messages import Answer, Request
from .state import VendorState

Handler = Callable[[VendorState, Request, str], Answer]
"""Answers a route, given the vendors' state, the request, and what stood in the path for `*`."""


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    purpose: str
    answer: Handler

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.path).replace(r"\*", "([^/]+)"))

    def match(self, method: str, path: str) -> str | None:
        """What stands in the path for `*` (empty without one); None when this is another route."""
        matched = self.pattern.fullmatch(path) if method == self.method else None
        return None if matched is None else "".join(matched.groups())


@dataclass(frozen=True)
class Wire:
    vendor: str
    routes: tuple[Route, ...]
    refuse: Callable[[int, str], Answer]
    """A refusal in the vendor's own envelope; an empty message is the documented one for that status."""
    generations: tuple[str, ...] = ("1",)
    """The versions of the vendor's documents that the fake can follow."""
