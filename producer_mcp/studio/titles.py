"""Titles of new clips: what was asked for, else what the vendor called it, else what it is.

New music is called after its sound or its words, an edit after the clip it was made from, an upload after its file.
"""

import re
from collections.abc import Collection, Mapping
from urllib.parse import unquote, urlsplit

from ..models import Clip, Task, name_of_id
from ..operations import (
    AddPart,
    CoverMusic,
    ExtendMusic,
    ReplaceSection,
    SplitStems,
    SwapSound,
    SwapVocals,
    UploadMusic,
    VaryMusic,
)
from ..safe_text import line
from ..vendors import Made

MAX_CHARS = 80
"""The longest title, as of those that callers give."""
MAX_PHRASE_WORDS, MAX_PHRASE_CHARS = 6, 40
"""How much of a sound or of a line of lyrics becomes a title."""
MAX_EDIT_WORDS, MAX_EDIT_CHARS = 3, 24
"""How much of the sound of an edit stands behind its parent's title."""
MIN_PHRASE_WORDS = 2
"""Further clauses of a sound are added to a title of fewer words."""

NO_TITLES = (
    r"un(?:titled|named|known)|no (?:title|name)|sans titre|ohne titel|sin t[ií]tulo|sem t[ií]tulo|senza titolo|без названия"
    "|无标题|無題|제목 없음|null|none|undefined|n/?a"
)
MISSING = re.compile(
    rf"(?:(?:(?:{NO_TITLES}|new)[\s_-]+)?(?:song|track|clip|audio|music|title)|{NO_TITLES})[\s_#(\[.-]*\d*[)\].\s]*|[\W\d_]{{0,2}}",
    re.IGNORECASE,
)
"""What vendors write where there is no title: `Untitled`, `untitled 3`, `New Song (2)`, `null`."""
CLAUSE_ENDS = re.compile(r"[,;!?|\n()\[\]{}<>\"“”…、。，；：！？·•—–]+|[.:/](?=\s|$)")
LEAD_IN = re.compile(
    r"(?:(?:please|can you|could you|i want|i need|make|create|compose|write|generate|give|me|us|a|an|the|some)\s+"
    r"|(?:song|track|piece|tune)s?\s+(?:about|of|for|on)\s+)+",
    re.IGNORECASE,
)
"""What a request begins with before it says what the music is."""
LOOSE_ENDS = frozenset("a an and as at by for from in into of on or over the to under with & - +".split())  # noqa: SIM905
"""Words that no title ends with."""
MARK = re.compile(r"\[[^\]]*\]|【[^】]*】|\{[^}]*\}|<[^>]*>|^\s*\([^)]*\)\s*$|^\s*[#*>`~-]+|\*\*|^\s*title\s*:", re.IGNORECASE)
"""What stands in lyrics and is not sung."""
CLIP_ID_ENDING = re.compile(r" - clip_\w+$")
"""What the library puts behind a title in a file's name."""

EDIT_WORDS: Mapping[str, str] = {
    ExtendMusic.name: "extended",
    CoverMusic.name: "cover",
    VaryMusic.name: "variation",
    ReplaceSection.name: "new section",
    SwapVocals.name: "new voice",
    SwapSound.name: "new band",
    AddPart.name: "new part",
    SplitStems.name: "stem",
}
"""What stands in brackets behind the title of the clip that was edited."""
NAMED_BY_SOUND = frozenset({CoverMusic.name, SwapVocals.name, SwapSound.name})
"""Edits whose new sound stands there instead, where it was said."""


def given_title(task: Task, parent: Clip | None, made: Made) -> str:
    """The title that was asked for, else the vendor's own; empty where there is neither."""
    if asked := str(task.arguments.get("title") or ""):
        return asked_title(asked, made.part)
    own = line(made.title, MAX_CHARS)
    is_the_parents = parent is not None and own == parent.title
    return "" if is_missing(own) or is_the_parents or task.operation == UploadMusic.name else own


def asked_title(asked: str, part: str | None) -> str:
    """The title of a clip of a task that was asked for with `asked`: of a stem with its part."""
    return f"{asked} ({part})" if part else asked


def made_title(task: Task, parent: Clip | None, made: Made, clip_id: str) -> str:
    """A title made of what the clip is; it may be another clip's too (see `numbered`)."""
    if parent is not None:
        return _edited(_parents_title(parent), _edit_word(task, made))
    sound, lyrics = str(task.arguments.get("sound") or ""), str(task.arguments.get("lyrics") or "")
    candidates = (
        _source_name(task.arguments) if task.operation == UploadMusic.name else "",
        _first_words(sound),
        _first_line(lyrics),
        _first_words(made.sound),
        _first_line(made.lyrics),
        line(made.title, MAX_CHARS),
    )
    return next((title for title in candidates if not is_missing(title)), name_of_id(clip_id))


def numbered(title: str, taken: Collection[str]) -> str:
    """The title, with the first number behind it that makes it another than those that are taken."""
    number, free = 1, title
    while free in taken:
        number += 1
        free = f"{title} {number}"
    return free


def is_missing(title: str) -> bool:
    """Whether a title is none: empty, or what vendors write in its place."""
    return MISSING.fullmatch(title.strip()) is not None


def _parents_title(parent: Clip) -> str:
    candidates = (parent.title, _first_words(parent.sound), _first_line(parent.lyrics))
    return next((title for title in candidates if not is_missing(title)), name_of_id(parent.clip_id))


def _edit_word(task: Task, made: Made) -> str:
    """What an edit did, in a word or three."""
    if made.part:
        return made.part
    sound = str(task.arguments.get("sound") or "") if task.operation in NAMED_BY_SOUND else ""
    return _phrase(sound, MAX_EDIT_WORDS, MAX_EDIT_CHARS) or EDIT_WORDS.get(task.operation, "edit")


def _edited(base: str, word: str) -> str:
    """`Rain (reggae)`, and of an edit of that `Rain (reggae, extended)`; the oldest words go where there is no room."""
    bracketed = re.fullmatch(r"(.*\S) \(([^()]+)\)(?: \d+)?", base)
    head, old = (bracketed[1], re.split(r",\s*", bracketed[2])) if bracketed else (base, [])
    words = [*(one for one in old if one != word), word]
    while len(words) > 1 and len(head) + len(", ".join(words)) + 3 > MAX_CHARS:
        words.pop(0)
    ending = f" ({', '.join(words)})"
    room = MAX_CHARS - len(ending)
    return (head if len(head) <= room else head[: room - 1].rstrip() + "…") + ending


def _source_name(arguments: Mapping[str, object]) -> str:
    """What an upload's file is called, without folders and ending; of an address without a file the host."""
    address = urlsplit(str(arguments.get("url") or ""))
    path = str(arguments.get("path") or "") or unquote(address.path)
    name = re.split(r"[\\/]", path.rstrip("\\/"))[-1]
    stem = CLIP_ID_ENDING.sub("", re.sub(r"\.\w{2,5}$", "", name)).replace("_", " ")
    return line(stem, MAX_CHARS) or (address.hostname or "")


def _first_words(sound: str) -> str:
    """`Sad piano ballad` of `a sad piano ballad, female voice, slow`."""
    return _capitalised(_phrase(sound, MAX_PHRASE_WORDS, MAX_PHRASE_CHARS))


def _first_line(lyrics: str) -> str:
    """The first line that is sung, as far as it fits."""
    rows = (MARK.sub(" ", row).strip(" \t-_*#|") for row in lyrics.splitlines())
    first = next((row for row in rows if re.search(r"\w", row)), "")
    return _capitalised(_cut(line(first, MAX_CHARS).rstrip(",;:.").split(), MAX_PHRASE_WORDS, MAX_PHRASE_CHARS))


def _phrase(text: str, max_words: int, max_chars: int) -> str:
    """The first clause of a description, without what leads in to it; the next one too where the first is a single word."""
    clauses = [clause for one in CLAUSE_ENDS.split(text) if (clause := line(one, MAX_CHARS * 2).strip(" -_*#'"))]
    words: list[str] = []
    for clause in clauses:
        if len(words) >= MIN_PHRASE_WORDS:
            break
        words += (LEAD_IN.sub("", clause, count=1) if LEAD_IN.match(clause) else clause).split()
    return _cut(words, max_words, max_chars)


def _cut(words: list[str], max_words: int, max_chars: int) -> str:
    """As many of the words as are allowed, the last no loose end; a single word that is too long is cut."""
    kept = words[:max_words]
    while len(kept) > 1 and (len(" ".join(kept)) > max_chars or kept[-1].lower() in LOOSE_ENDS):
        kept.pop()
    text = " ".join(kept).rstrip(",;:")
    return text if len(text) <= max_chars else text[: max_chars - 1] + "…"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
