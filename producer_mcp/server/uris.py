"""The addresses of resources, as templates with at most one name in them."""

import re
from dataclasses import dataclass
from functools import cached_property

NAME_IN_URI = r"([^/?#]{1,200})"
PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class UriTemplate:
    """An address with a place for a name, such as `producer://clips/{clip_id}/lyrics`, or a fixed one."""

    text: str

    @property
    def is_fixed(self) -> bool:
        """Whether there is no place for a name in it."""
        return PLACEHOLDER.search(self.text) is None

    def fill(self, name: str) -> str:
        """The address with `name` in its place."""
        return PLACEHOLDER.sub(lambda _: name, self.text)

    def match(self, uri: str) -> str | None:
        """The name that `uri` has in the template's place, "" if the template is fixed; None if it is another address."""
        match = self._pattern.fullmatch(uri)
        return None if match is None else "".join(match.groups())

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        before, *after = (re.escape(part) for part in PLACEHOLDER.split(self.text))
        return re.compile(NAME_IN_URI.join((before, *after)))
