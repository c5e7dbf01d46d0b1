"""Conversation openers, kept as Markdown under prompts/ so that a musician can edit them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

from mcp import MCPError
from mcp.types import INVALID_PARAMS, GetPromptResult, Prompt as WirePrompt, PromptArgument, PromptMessage, TextContent

from ..safe_text import lines

UNSAID = "as you see fit"
LONGEST = 5_000


@dataclass(frozen=True, slots=True)
class Prompt:
    """One opener: what it is called, what it asks for, and what it says."""

    name: str
    title: str
    description: str
    asks: tuple[PromptArgument, ...]
    says: str

    @classmethod
    def read(cls, name: str, text: str) -> Self:
        """A page: between two `---` a title, a description, and a line for each argument (`word?:` may be left out)."""
        head, says = text.removeprefix("---\n").split("\n---\n", 1)
        title, description, *asks = re.findall(r"^(\w+)(\??): (.+)$", head, re.MULTILINE)
        wanted = (PromptArgument(name=word, description=what, required=not optional) for word, optional, what in asks)
        return cls(name, title[2], description[2], tuple(wanted), says.strip())

    def on_wire(self) -> WirePrompt:
        return WirePrompt(name=self.name, title=self.title, description=self.description, arguments=list(self.asks))

    def render(self, given: Mapping[str, str]) -> GetPromptResult:
        words = {word: said for word, value in given.items() if (said := lines(value, LONGEST))}
        self._refuse_unfit(words)
        text = re.sub(r"\{(\w+)\}", lambda hole: words.get(hole[1], UNSAID), self.says)
        message = PromptMessage(role="user", content=TextContent(type="text", text=text))
        return GetPromptResult(description=self.description, messages=[message])

    def _refuse_unfit(self, words: Mapping[str, str]) -> None:
        takes = ", ".join(ask.name + ("" if ask.required else " (optional)") for ask in self.asks)
        if missing := [ask.name for ask in self.asks if ask.required and ask.name not in words]:
            raise MCPError(INVALID_PARAMS, f"{self.name} needs {' and '.join(missing)}; it takes {takes}.")
        if strange := sorted(words.keys() - {ask.name for ask in self.asks}):
            raise MCPError(INVALID_PARAMS, f"{self.name} has no argument {', '.join(strange)}; it takes {takes}.")


def shelf() -> Traversable:
    """The prompts folder: inside the wheel, or beside the package in a checkout."""
    packed = files("producer_mcp") / "prompts"
    return packed if packed.is_dir() else Path(__file__).parents[2] / "prompts"


def read_prompts() -> Iterator[Prompt]:
    for page in sorted(shelf().iterdir(), key=lambda page: page.name):
        if page.name.endswith(".md"):
            yield Prompt.read(page.name.removesuffix(".md"), page.read_text("utf-8"))
