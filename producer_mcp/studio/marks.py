"""What a person marks in a player: kept, put into a sentence, and told to the assistant once, with the call to make."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..errors import InvalidArguments, NotFound
from ..ledger import Ledger
from ..models import Clip, Mark, Wish
from ..operations import OPERATIONS, ExtendMusic, ReplaceSection, SwapVocals
from ..safe_text import MAX_TITLE_CHARS, line
from .advice import call_text
from .ids import new_id
from .process import Clock

MAX_WAITING_MARKS = 50
"""Of an owner, that the assistant was not told yet."""
MAX_TOLD_MARKS = 5
"""In one answer; the others follow with the next."""
MAX_WORDS_CHARS = 500
MAX_SECONDS = 86_400.0
"""Up to which a clip of unknown length may be marked."""
LEAST_GO_ON_SECONDS = 0.1
"""The first moment from which a clip can be extended."""
TITLE_QUOTES = str.maketrans("“”", '""')
"""A title stands in such quotes, and is others' text: it must not end them and go on as what the person said."""


@dataclass(frozen=True, slots=True)
class ToldMark:
    """A mark with its clip's title, the sentence that tells it, and the call it asks for (empty for none)."""

    mark: Mark
    sentence: str
    call: str


class Marking:
    """Keeps the marks of persons. Nothing is done about one but telling it: the assistant and the person decide."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger = ledger
        self._clock = clock

    async def mark(self, owner: str, clip_id: str, wish: Wish, start: float, end: float, words: str) -> ToldMark:
        """Keep a wish for a stretch of a clip (seconds). Raises `NotFound` and `InvalidArguments`."""
        clip = await self._ledger.clips.get(owner, clip_id)
        first, last = round(start, 2), round(min(end, MAX_SECONDS if clip.seconds is None else clip.seconds), 2)
        if not 0 <= first < last or end < start:
            raise InvalidArguments(f"start ({start:g}) has to be a second within the clip, and end ({end:g}) a later one.")
        mark = await self._kept(clip, wish, first, last, words)
        await self._ledger.marks.add(mark)
        return told(mark, clip)

    async def keep(self, owner: str, clip_id: str, family: Sequence[str]) -> ToldMark:
        """Note that the person goes on with this clip, and with none of the others of its family."""
        clip = await self._ledger.clips.get(owner, clip_id)
        mark = await self._kept(clip, "keep", None, None, "")
        await self._ledger.marks.add(mark, instead_of=[*family, clip_id])
        return told(mark, clip)

    async def unkeep(self, owner: str, clip_id: str) -> None:
        """Take back that the person goes on with this clip."""
        await self._ledger.clips.get(owner, clip_id)
        await self._ledger.marks.remove_choices(owner, [clip_id])

    async def remove(self, owner: str, mark_id: str) -> None:
        """Take a mark back; raises `NotFound` where the owner has none of that id."""
        if not await self._ledger.marks.remove(owner, mark_id):
            raise NotFound(f"there is no mark {mark_id!r}; player_song shows those there are.")

    async def of_clips(self, owner: str, clips: Sequence[Clip]) -> list[ToldMark]:
        """All marks of these clips, oldest first."""
        by_id = {clip.clip_id: clip for clip in clips}
        return [told(mark, by_id[mark.clip_id]) for mark in await self._ledger.marks.of_clips(owner, list(by_id))]

    async def tell(self, owner: str) -> list[ToldMark]:
        """The marks that the assistant was not told; from now on it was."""
        makers = [operation.name for operation in OPERATIONS if operation.makes_music]
        marks = await self._ledger.marks.tell(owner, makers, MAX_TOLD_MARKS)
        return [told(mark, await self._ledger.clips.get(owner, mark.clip_id)) for mark in marks]

    async def _kept(self, clip: Clip, wish: Wish, start: float | None, end: float | None, words: str) -> Mark:
        if await self._ledger.marks.untold(clip.owner) >= MAX_WAITING_MARKS:
            raise InvalidArguments(f"{MAX_WAITING_MARKS} marks wait to be told already; take some back, or ask in the chat.")
        return Mark(
            mark_id=new_id("mark"),
            owner=clip.owner,
            clip_id=clip.clip_id,
            wish=wish,
            start=start,
            stop=end,
            words=line(words, MAX_WORDS_CHARS),
            created_at=self._clock.now(),
        )


def told(mark: Mark, clip: Clip) -> ToldMark:
    """A mark in words: whose wish it is, where, and what to call if it is not done yet."""
    title = f"“{line(clip.name, MAX_TITLE_CHARS).translate(TITLE_QUOTES)}” ({clip.clip_id})"
    if mark.wish == "keep":
        return ToldMark(mark, f"The person chose {title} to go on with.", "")
    where = f"{clock_time(mark.start or 0)}–{clock_time(mark.stop or 0)}"
    return ToldMark(mark, f"The person marked {where} of {title}: {_wished(mark)}.", CALLS[mark.wish](mark))


def _wished(mark: Mark) -> str:
    if mark.words and mark.wish in SAID_BY_WORDS_ALONE:
        return mark.words
    return ": ".join(filter(None, (WISHES[mark.wish], mark.words)))


def clock_time(seconds: float) -> str:
    """`1:07`, and `1:07.5` where it is not a whole second."""
    minutes, rest = divmod(round(seconds, 1), 60)
    return f"{minutes:.0f}:{rest:04.1f}".removesuffix(".0")


def _replacing(name: str) -> Callable[[Mark], str]:
    """Makes the call that replaces the marked section, with the person's words as the argument of that name."""
    return lambda mark: call_text(ReplaceSection.name, clip_id=mark.clip_id, start=mark.start, end=mark.stop, **_said(mark, name))


def _going_on(mark: Mark) -> str:
    at = max(mark.start or 0, LEAST_GO_ON_SECONDS)
    return call_text(ExtendMusic.name, clip_id=mark.clip_id, at=at, **_said(mark, "sound"))


def _said(mark: Mark, name: str) -> dict[str, str]:
    return {name: mark.words} if mark.words else {}


WISHES: Mapping[str, str] = {
    "replace": "redo this part",
    "sound": "another sound here",
    "words": "other words",
    "voice": "another voice",
    "extend": "continue from its start",
    "other": "change this part",
}
"""How each wish is said; the person's own words follow it."""
SAID_BY_WORDS_ALONE = frozenset({"sound", "other"})
"""Wishes that the person's words say by themselves, where there are any."""
CALLS: Mapping[str, Callable[[Mark], str]] = {
    "replace": _replacing("sound"),
    "sound": _replacing("sound"),
    "words": _replacing("lyrics"),
    "other": _replacing("sound"),
    "voice": lambda mark: call_text(SwapVocals.name, clip_id=mark.clip_id, sound=mark.words or WISHES["voice"]),
    "extend": _going_on,
}
"""The call each wish asks for; a voice is swapped in the whole song."""
