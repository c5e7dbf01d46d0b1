"""How a vendor spells an operation, and what it will not hear."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InvalidArguments, Unsupported
from . import Callback, Offer

Words = Mapping[str, tuple[str, ...]]
"""Our word to theirs: one, several, or none where a word is understood and need not be sent."""

INSTEAD = {"path": "say url instead, an address where it can fetch the recording"}
"""What to do about a word nobody hosted has a word for; else: leave it out."""


def spelled(alike: str = "", **otherwise: str) -> dict[str, tuple[str, ...]]:
    """Words spelled as we do (`alike`), and those spelled otherwise: `spelled("sound lyrics", model="mv")`."""
    return {word: (word,) for word in alike.split()} | {word: tuple(theirs.split()) for word, theirs in otherwise.items()}


@dataclass(frozen=True, slots=True)
class Route:
    """One operation at one vendor."""

    path: str
    words: Words
    says: Mapping[str, Any] = field(default_factory=dict)
    """What is said every time."""
    offer: Offer = field(default_factory=Offer)
    needs: Mapping[str, str] = field(default_factory=dict)
    """Our words the vendor cannot do without, each with what to say."""
    longest: Mapping[str, int] = field(default_factory=dict)
    """Characters it documents as the most of a word."""
    only: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)
    """Values of a word it does not take, each with what to do instead."""
    ignored: Mapping[str, str] = field(default_factory=dict)
    """Our words it documents and may ignore, each with why."""
    calls_back: tuple[str, ...] = ()
    """Its words for where to call when done and, if it signs, for the secret."""
    until_made: bool = False
    """Whether it answers only when the work is done."""

    def body(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """The request's body for `arguments`, in the vendor's words."""
        return {**self.says, **{theirs: value for word, value in arguments.items() for theirs in self.words[word]}}

    def callback_fields(self, callback: Callback | None) -> dict[str, str]:
        """What is added to the body to say where to call back."""
        return dict(zip(self.calls_back, (callback.url, callback.secret), strict=False)) if callback else {}

    def refuse(self, vendor: str, operation: str, arguments: Mapping[str, Any]) -> None:
        """Raise `Unsupported` or `InvalidArguments` for what the vendor would not hear, or documents a limit against."""
        for word, value in arguments.items():
            if word not in self.words:
                raise Unsupported(f"{vendor} has no word for {word} in {operation}; {INSTEAD.get(word, 'leave it out')}.")
            if value in self.only.get(word, ()):
                raise Unsupported(f"{vendor} has no {operation} with {word}={value!r}; {self.only[word][value]}.")
            if len(str(value)) > self.longest.get(word, len(str(value))):
                most = self.longest[word]
                raise InvalidArguments(f"{vendor} takes at most {most} characters of {word}; this has {len(value)}: shorten it.")
        for word, remedy in self.needs.items():
            if word not in arguments:
                raise InvalidArguments(f"{vendor} cannot do {operation} by that alone: {remedy}.")

    def warnings(self, vendor: str, operation: str, arguments: Mapping[str, Any]) -> Iterator[str]:
        """Sentences for the caller about what may come out otherwise than asked."""
        if not self.offer.documented:
            yield f"{vendor} lists {operation} but never published how to ask for it; it may be refused or misread."
        for why in dict.fromkeys(self.ignored.values()):
            words = [word for word, reason in self.ignored.items() if reason == why and arguments.get(word, False) is not False]
            if words:
                yield f"{vendor} may ignore {', '.join(words)}: {why}."
