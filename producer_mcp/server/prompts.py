"""Prompts, and guides for writing: Markdown files in the folder `prompts`, so that a musician can edit them.

Each file begins with lines between two `---`: a title, a description, and, of a prompt, its arguments.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Self

from mcp import MCPError
from mcp.types import (
    INVALID_PARAMS,
    GetPromptRequestParams,
    GetPromptResult,
    ListPromptsResult,
    PaginatedRequestParams,
    Prompt as WirePrompt,
    PromptArgument,
    PromptMessage,
    TextContent,
)

from .. import spellings
from ..safe_text import line, lines
from ..spellings import UNSAID, Kind, Limits
from .request import Request

NOT_GIVEN = "as you see fit"
"""Stands for an optional argument that was left out."""
MAX_ARGUMENT_CHARS = 5_000
KINDS: Mapping[str, Kind] = {"clip_id": spellings.CLIP_ID, "vendor": spellings.VENDOR}
"""The kinds of the arguments that are no free text."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A page taken apart: title, description, further lines as (name, `?` if optional, least, most, value), the text below."""

    title: str
    description: str
    more: tuple[tuple[str, str, str, str, str], ...]
    text: str

    @classmethod
    def read(cls, page: str) -> Self:
        """Parse a page that begins with `---`, lines of `name: value` and `---`; of a number `name 3..5: value`."""
        head, text = page.removeprefix("---\n").split("\n---\n", 1)
        title, description, *more = re.findall(r"^(\w+)(\??)(?: (\d+)\.\.(\d+))?: (.+)$", head, re.MULTILINE)
        return cls(title[-1], description[-1], tuple(more), text.strip())


@dataclass(frozen=True, slots=True)
class Prompt:
    """An opener of a conversation: its name, its arguments, and its text with `{argument}` where one goes."""

    name: str
    title: str
    description: str
    arguments: tuple[PromptArgument, ...]
    ranges: Mapping[str, range]
    """What each argument may be that is a whole number."""
    text: str

    @classmethod
    def read(cls, name: str, page: str) -> Self:
        """Parse a prompt's page; an argument written `name?:` may be left out, one written `name 3..5:` is a whole number."""
        front = FrontMatter.read(page)
        arguments = (
            PromptArgument(name=name, description=what, required=not optional) for name, optional, _, _, what in front.more
        )
        ranges = {name: range(int(least), int(most) + 1) for name, _, least, most, _ in front.more if least}
        return cls(name, front.title, front.description, tuple(arguments), ranges, front.text)

    def on_wire(self) -> WirePrompt:
        """The prompt as it is listed."""
        return WirePrompt(name=self.name, title=self.title, description=self.description, arguments=list(self.arguments))

    def render(self, arguments: Mapping[str, str], vendors: Sequence[str] = ()) -> GetPromptResult:
        """The text with the arguments in it; raises `MCPError` if one is missing, empty or unknown.

        `vendors` are the names a vendor may have.
        """
        values = {name: value for name, raw in arguments.items() if (value := self._meant(name, raw, vendors))}
        self._check(values)
        text = re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], NOT_GIVEN), self.text)
        message = PromptMessage(role="user", content=TextContent(type="text", text=text))
        return GetPromptResult(description=self.description, messages=[message])

    def _meant(self, name: str, said: str, vendors: Sequence[str]) -> str:
        """What is meant by an argument; empty for one that is unsaid, or only a word for nothing."""
        numbers, names = self.ranges.get(name), vendors if name == "vendor" else ()
        limits, kind = Limits(names), KINDS.get(name, spellings.TITLE)
        if numbers:
            limits, kind = Limits((), numbers.start, numbers.stop - 1), spellings.WHOLE
        try:
            value = spellings.meant(name, said, kind, limits)
        except ValueError as error:
            raise MCPError(INVALID_PARAMS, f"{error}.") from None
        if value is UNSAID:
            return ""
        if numbers and value not in numbers:
            raise MCPError(
                INVALID_PARAMS, f"{name} is a whole number from {numbers[0]} to {numbers[-1]}, not {line(said, 40)!r}."
            )
        if names and value not in names:
            raise MCPError(INVALID_PARAMS, f"{name} is one of {', '.join(names)}, not {line(said, 40)!r}.")
        return lines(str(value), MAX_ARGUMENT_CHARS)

    def _check(self, values: Mapping[str, str]) -> None:
        takes = ", ".join(argument.name + ("" if argument.required else " (optional)") for argument in self.arguments)
        if missing := [one.name for one in self.arguments if one.required and one.name not in values]:
            raise MCPError(INVALID_PARAMS, f"{self.name} needs {' and '.join(missing)}; it takes {takes}.")
        if unknown := sorted(values.keys() - {argument.name for argument in self.arguments}):
            raise MCPError(INVALID_PARAMS, f"{self.name} has no argument {', '.join(unknown)}; it takes {takes}.")


@dataclass(frozen=True, slots=True)
class PromptHandlers:
    """Answers `prompts/list` and `prompts/get`."""

    prompts: Mapping[str, Prompt]
    vendors: Sequence[str]
    """The names of all vendors there are."""

    async def list(self, request: Request, page: PaginatedRequestParams | None) -> ListPromptsResult:
        """All prompts."""
        return ListPromptsResult(prompts=[prompt.on_wire() for prompt in self.prompts.values()])

    async def get(self, request: Request, params: GetPromptRequestParams) -> GetPromptResult:
        """One prompt with its arguments filled in; -32602 if there is none of that name."""
        if params.name not in self.prompts:
            names = ", ".join(self.prompts)
            raise MCPError(INVALID_PARAMS, f"no prompt is called {line(params.name, 60)!r}; there are {names}.")
        return self.prompts[params.name].render(params.arguments or {}, self.vendors)


@dataclass(frozen=True, slots=True)
class Guide:
    """A text that helps to write a sound or lyrics."""

    name: str
    title: str
    description: str
    text: str


def read_prompts() -> Iterator[Prompt]:
    """Every prompt, by name."""
    for name, page in _pages(prompts_folder()):
        yield Prompt.read(name, page)


@cache
def read_guides() -> Mapping[str, Guide]:
    """Every guide by its name, in the order of their titles."""
    fronts = {name: FrontMatter.read(page) for name, page in _pages(prompts_folder() / "guides")}
    guides = (Guide(name, front.title, front.description, front.text + "\n") for name, front in fronts.items())
    return {guide.name: guide for guide in sorted(guides, key=lambda guide: guide.title)}


def prompts_folder() -> Traversable:
    """The folder of the Markdown files: inside the package in a wheel, beside the package in a checkout."""
    package = files("producer_mcp")
    in_wheel = package / "prompts"
    return in_wheel if in_wheel.is_dir() else Path(str(package)).parent / "prompts"


def _pages(folder: Traversable) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".md"):
            yield file.name.removesuffix(".md"), file.read_text("utf-8")
