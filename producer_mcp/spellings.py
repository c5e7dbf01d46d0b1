"""How callers spell arguments, by kind: what counts as unsaid, and what is meant by the rest.

Frameworks with strict function calling make a model fill in every argument, so that it sends `""`, `null`, `0` or `[]` for what
it does not mean. Every kind of argument that `fields` declares has a `Kind` here, and every call is read by it once, before it
is validated. What cannot be read is handed on as it is, and refused there.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Any, Final, Literal
from urllib.parse import unquote

from .safe_text import line, visible


class Unsaid(Enum):
    """The value of an argument that was left out, or might as well have been."""

    UNSAID = "unsaid"


UNSAID: Final = Unsaid.UNSAID

WRAPPING = " \t\r\n\"'`()[]{}<>“”‘’«»"
"""What models put around a word that they quote."""
EMPTY_TEXTS = frozenset({"", '""', "''", "``", "[]", "{}", '[""]', "[null]"})
# patterns are compiled when they are first used: a server starts without them
SURROGATES = "[\ud800-\udfff]"
"""Halves of characters, which no text can hold."""
FULL_WIDTH = {0xFF01 + place: 0x21 + place for place in range(94)}
"""Full-width characters, as Chinese and Japanese keyboards write them, and the usual ones."""
NUMBER_WRAPPING = " \t\r\n\"'`()<>“”"
"""What is put around a number; brackets may make it a list."""
NOTHING = frozenset({"null", "none", "undefined", "nil", "n/a", "not specified", "unspecified", "not provided", "not applicable"})
"""Words for no value, in lower case."""
NO_CHOICE = NOTHING | {"default", "auto", "automatic", "any"}
NO_NUMBER = NO_CHOICE | {"nan"}

OUR_ID = r"(?i)(?:(?<=id:)|(?<![0-9a-z:]))(?:clip|task)_[2-9a-z]{12}(?![0-9a-z])"
"""An id of ours, wherever it stands but behind a vendor's name: in an address, in the name of a kept file, in a sentence."""
ID_AT_VENDOR = r"[\w-]+:\w"
SEPARATORS = r"[\s,;'\"`\[\]()<>]+"
NUMBER = r"\d+(?:[.,]\d+)?"
CLOCK = r"(?:(\d+):)?(\d+):([0-5]?\d(?:[.,]\d+)?)\s*(?:m|mins?|minutes?|s|secs?|seconds?)?"
UNIT_SECONDS: Mapping[str, float] = {"h": 3600, "m": 60, "'": 60, "′": 60, "s": 1, '"': 1, "″": 1, "ms": 0.001}
"""How many seconds a unit of time has."""
UNIT = r"ms|h|hrs?|hours?|m|mins?|minutes?|s|secs?|seconds?|['′\"″]"
PIECE_OF_TIME = rf"\s*(?:and\s+|,\s+)?({NUMBER})\s*({UNIT})?(?![a-z])\.?"
THOUSANDS = r"\d+,\d{3}"
"""`1,000` may be one or a thousand, and is not guessed at."""
DATE_PARTS = r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?"
WEB_SCHEMES = ("http://", "https://")
MAX_INTEGER_BITS = 1_000
"""A larger number is as good as infinite, and Python would not write it down."""
WINDOWS_DRIVE = r"/[A-Za-z]:"
MAX_NUMBER_CHARS = 60

FORMAT_NAMES: Mapping[str, str] = {
    **dict.fromkeys(("wave", "xwav"), "wav"),
    **dict.fromkeys(("mpeg", "mpeg3"), "mp3"),
    **dict.fromkeys(("mid", "smf", "notes"), "midi"),
    **dict.fromkeys(("timedlyrics", "syncedlyrics", "karaoke", "lyrics"), "lrc"),
}
"""What else people call a format."""
DEGREES: Mapping[str, float] = {
    **dict.fromkeys(("subtle", "slight", "slightly", "small", "low", "little"), 0.3),
    **dict.fromkeys(("normal", "medium", "moderate"), 0.6),
    **dict.fromkeys(("high", "strong", "large", "very"), 0.9),
}
"""Words for how different something is to be, as shares of 1."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an argument of one tool may be, besides its kind."""

    options: Sequence[str] = ()
    """The only words it may be."""
    minimum: float | None = None
    maximum: float | None = None

    @property
    def excludes_zero(self) -> bool:
        """Whether 0 is below its range."""
        return self.minimum is not None and self.minimum > 0


Read = Callable[[Any, Limits], Any]
"""From what was said, never empty, to what is meant, or the same value where nothing better is known."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of argument, as a mark in the type of a field."""

    read: Read
    unsaid: frozenset[str] = NOTHING
    """Words that leave it unsaid, in lower case."""
    refused: frozenset[str] = frozenset()
    """Words that cannot be meant, in lower case."""
    zero: Literal["unsaid", "said", "said in range"] = "unsaid"
    """What the number 0 is taken for; in a kind of numbers, which its range decides on, also the text `0`."""
    is_clamped: bool = False
    """Whether more than the most is taken for the most, and the caller told so."""
    unit: str = ""
    """What its number counts, for the sentence that refuses it."""
    advice: str = ""
    """How else to say it, or what to do, for the same sentence."""


def meant(name: str, said: Any, kind: Kind, limits: Limits) -> Any:
    """What is meant by an argument, or `UNSAID`. Raises `ValueError` with a sentence for what nobody can mean."""
    is_text = bool(kind.refused)
    value = _only(_unwrapped(_json_list(said) if is_text and isinstance(said, str) else said))
    if value is UNSAID or _is_empty_zero(value, kind, limits):
        return UNSAID
    if is_text and not _says_something(value):
        return UNSAID
    words = {_bare(each) for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)}
    if words and words <= kind.refused:
        raise ValueError(f"{name} is {line(str(said), 40)!r}, a word for nothing; leave {name} out, or say what is meant")
    if isinstance(value, str) and (words <= kind.unsaid or not (is_text or value.strip(WRAPPING))):
        return UNSAID
    return _unwrapped(kind.read(value, limits))


def clamped(name: str, value: Any, kind: Kind, limits: Limits) -> tuple[Any, str | None]:
    """The value within its range, and the sentence that says so; None if it was within."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not (kind.is_clamped and is_number and limits.maximum is not None and value > limits.maximum):
        return value, None
    most = int(limits.maximum) if float(limits.maximum).is_integer() else limits.maximum
    return most, f"{name} is at most {most:g}; that was taken."


def _unwrapped(said: Any) -> Any:
    """The value without blanks around it and without empty entries; `UNSAID` for null, blank, `[]`, `{}` and lists of these."""
    match said:
        case None:
            return UNSAID
        case float() if math.isnan(said):
            return UNSAID
        case int() if said.bit_length() > MAX_INTEGER_BITS:
            return math.inf if said > 0 else -math.inf
        case str():
            text = re.sub(SURROGATES, "\ufffd", said).strip()
            return UNSAID if text in EMPTY_TEXTS or not visible(text).strip() else text
        case list() | tuple():
            entries = [entry for each in said if (entry := _unwrapped(each)) is not UNSAID]
            return entries or UNSAID
        case dict():
            return said or UNSAID
        case _:
            return said


def _bare(text: str) -> str:
    """A text without what stands around it, in lower case."""
    return text.strip(WRAPPING + ".,;:!?").casefold()


def _says_something(value: Any) -> bool:
    """Whether a text has a letter, a digit or a picture: `...`, `-` and `?` stand for what was not filled in."""
    if isinstance(value, list):
        return any(map(_says_something, value))
    return not isinstance(value, str) or any(char.isalnum() or unicodedata.category(char) == "So" for char in value)


def _is_empty_zero(value: Any, kind: Kind, limits: Limits) -> bool:
    """Whether the value is a 0 (or `false`) that stands for nothing."""
    match kind.zero:
        case "unsaid":
            return isinstance(value, bool | int | float) and value == 0
        case "said in range" if limits.excludes_zero:
            number = _number(value.strip(WRAPPING)) if isinstance(value, str) else value
            return isinstance(number, bool | int | float) and number == 0
        case _:
            return False


def _only(value: Any) -> Any:
    """The entry of a list that has no other; any other value as it is."""
    while isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value


def _as_text(value: Any) -> Any:
    """A number as its text, 7.0 as `7`."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read_title(value: Any, limits: Limits) -> Any:
    """A title in one line, which may come as a list of words."""
    title = _joining(" ")(value, limits)
    return " ".join(visible(title).split()) if isinstance(title, str) and not title.isprintable() else title


def _read_quoted(value: Any, limits: Limits) -> Any:
    """A name that never has quotes or brackets around it."""
    value = _as_text(_only(value))
    return visible(value).strip(WRAPPING) if isinstance(value, str) else value


def _joining(separator: str) -> Read:
    """Reads text, which may come as a list of pieces."""

    def read(value: Any, limits: Limits) -> Any:
        if not isinstance(value, list):
            return _as_text(value)
        texts = [read(piece, limits) for piece in value]
        if not all(isinstance(text, str) for text in texts):
            return value
        is_nested = separator == "\n" and any(isinstance(piece, list) for piece in value)
        return (separator * 2 if is_nested else separator).join(texts)

    return read


def _read_lyrics(value: Any, limits: Limits) -> Any:
    """Lines, stanzas, or sections as objects; the last as the JSON that sheets are read from."""
    entries = value if isinstance(value, list) else [value]
    if any(isinstance(each, dict) for each in entries):
        return json.dumps(value, ensure_ascii=False)
    text = _joining("\n")(value, limits)
    return text.replace("\r\n", "\n") if isinstance(text, str) else text


def _json_list(text: str) -> Any:
    """The list of texts that `text` is the JSON of; any other text as it is."""
    if not (text.strip().startswith("[") and text.strip().endswith("]")):
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return text
    return parsed if isinstance(parsed, list) and all(isinstance(piece, str | NoneType) for piece in parsed) else text


def _read_query(value: Any, limits: Limits) -> Any:
    text = _joining(" ")(value, limits)
    return "" if isinstance(text, str) and not text.strip("*%.? ") else text


def _read_path(value: Any, limits: Limits) -> Any:
    """A path, which may be quoted, or come as a `file:` address."""
    value = _only(value)
    if not isinstance(value, str):
        return value
    path = value.strip("\"'`“”")
    if not path.lower().startswith("file://"):
        return path
    path = unquote(path[len("file://") :]).removeprefix("localhost")
    return path.removeprefix("/") if re.match(WINDOWS_DRIVE, path) else path


def _read_date(value: Any, limits: Limits) -> Any:
    """`2026`, `2026-11` and `2026/11/26` as ISO dates; a bare year is no number of seconds."""
    value = _read_quoted(value, limits)
    date = re.fullmatch(DATE_PARTS, _plain(value)) if isinstance(value, str) else None
    return "-".join((date[1], f"{date[2] or 1:0>2}", f"{date[3] or 1:0>2}")) if date else value


def _read_flag(value: Any, limits: Limits) -> Any:
    value = _only(value)
    return value.strip(WRAPPING + ".").lower() if isinstance(value, str) else value


def _read_choice(value: Any, limits: Limits) -> Any:
    """The option whose letters were said, in whatever case and however separated."""
    value = _only(value)
    if not isinstance(value, str):
        return value
    letters = _letters(value)
    return next((option for option in limits.options if _letters(option) == letters), value.strip(WRAPPING))


def _read_named(value: Any, limits: Limits) -> Any:
    """The one option that is named in what was said: `Acme`, `Acme Music`, `api.acme.ai`."""
    value = _only(value)
    if not isinstance(value, str):
        return value
    letters = _letters(value)
    named = [option for option in limits.options if _letters(option) in letters]
    longest = max(named, key=len, default="")  # the longer name has the shorter one in it
    is_one = all(_letters(option) in _letters(longest) for option in named)
    return longest if named and is_one else value.strip(WRAPPING)


def _read_format(value: Any, limits: Limits) -> Any:
    """`WAV`, `.mp3`, `audio/mpeg`, `wav file`."""
    value = _only(value)
    if not isinstance(value, str):
        return value
    letters = _letters(value).removeprefix("audio")
    return FORMAT_NAMES.get(letters, _read_named(value, limits))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _read_number(value: Any, limits: Limits) -> Any:
    value = _only(value)
    if value is True:
        return "true"  # which is no number
    return _number(_plain(value).strip(NUMBER_WRAPPING)) if isinstance(value, str) else value


def _plain(text: str) -> str:
    """What is seen of a text, with full-width digits, colons and letters as the usual ones."""
    return visible(text).translate(FULL_WIDTH).strip()


def _number(text: str) -> Any:
    """The number that `text` is; the text itself where it is none."""
    if re.fullmatch(r"-?\d+,\d+", text) and not re.fullmatch(THOUSANDS, text):
        text = text.replace(",", ".")
    try:
        return float(text) if len(text) <= MAX_NUMBER_CHARS else text
    except ValueError:
        return text


def _read_fraction(value: Any, limits: Limits) -> Any:
    """`0.7`, `0,7`, `70%`, `70 percent`; a bare 70 stays what it is."""
    value = _only(value)
    percent = (
        re.fullmatch(rf"({NUMBER})\s*(?:%|per ?cent)", _plain(value).strip(NUMBER_WRAPPING).casefold())
        if isinstance(value, str)
        else None
    )
    if percent is None:
        return _read_number(value, limits)
    share = _number(percent[1])
    return round(share / 100, 6) if isinstance(share, float) else value


def _read_degree(value: Any, limits: Limits) -> Any:
    """A fraction, or a word for one."""
    value = _only(value)
    word = value.strip(WRAPPING + ".").casefold() if isinstance(value, str) else ""
    return DEGREES.get(word, _read_fraction(value, limits))


def _read_whole(value: Any, limits: Limits) -> Any:
    number = _read_number(value, limits)
    return int(number) if isinstance(number, float) and math.isfinite(number) and number.is_integer() else number


def _read_seconds(value: Any, limits: Limits) -> Any:
    """`90`, `1:30`, `0:45.5`, `01:02:03`, `90s`, `1 min 30`, `1m30s`, `PT1M30S`."""
    value = _only(value)
    if not isinstance(value, str):
        return _read_number(value, limits)
    text = _plain(value).strip(" \t\r\n`()<>“”@~").removesuffix(".").casefold().removeprefix("at ")
    text = text.strip("\"'").removeprefix("pt") if text[:1] in ('"', "'", "p") else text
    if len(text) > MAX_NUMBER_CHARS:
        return value
    if clock := re.fullmatch(CLOCK, text):
        hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in clock.groups())
        return value if clock[1] and minutes >= 60 else round(hours * 3600 + minutes * 60 + seconds, 3)
    number = _number(text)
    return number if isinstance(number, float) else _time_in_units(text, value)


def _time_in_units(text: str, otherwise: Any) -> Any:
    """The seconds of `1 h 2 min 3 s`, each unit smaller than the one before; the last may go unsaid (`1 min 30`)."""
    seconds, before, place = 0.0, math.inf, 0
    while place < len(text):
        piece = re.match(PIECE_OF_TIME, text[place:])
        if piece is None:
            return otherwise
        unit = piece[2] if piece[2] in UNIT_SECONDS else (piece[2] or "")[:1]
        size = UNIT_SECONDS[unit] if unit else before / 60
        amount = _number(piece[1])
        if not isinstance(amount, float) or size >= before or (not unit and size < 1):
            return otherwise
        seconds, before, place = seconds + amount * size, size, place + piece.end()
    return round(seconds, 3) if before < math.inf else otherwise


def _reading_edge(*words: str, second: float | None) -> Read:
    """Reads a second of a clip, and words for its beginning (0) or its end (unsaid)."""

    def read(value: Any, limits: Limits) -> Any:
        value = _only(value)
        if isinstance(value, str) and value.strip(WRAPPING + ".").casefold().removeprefix("the ") in words:
            return UNSAID if second is None else second
        return _read_seconds(value, limits)

    return read


def _read_id(value: Any, limits: Limits) -> Any:
    """The id in what was said: an address or a file that is named by it, quotes or brackets around it, dots behind it."""
    value = _only(value)
    if isinstance(value, dict):
        value = value.get("clip_id", value.get("id", value))
    value = ", ".join(value) if isinstance(value, list) and all(isinstance(each, str) for each in value) else _as_text(value)
    if not isinstance(value, str):
        return value
    value = visible(value)
    found = list(dict.fromkeys(token.lower() for token in re.findall(OUR_ID, unquote(value))))
    bare = value.strip(WRAPPING + ".,;:!")
    named = [token for token in found if token.startswith("clip_")] or ([] if bare.startswith(WEB_SCHEMES) else found)
    if len(named) > 1:
        raise ValueError(f"clip_id names {' and '.join(named)}; say one, in a call for each")
    return named[0] if named else _with_vendors_name(bare, limits)


def _with_vendors_name(given: str, limits: Limits) -> str:
    """`Acme:abc` as `acme:abc`; what does not begin with a vendor stays as it is."""
    vendor, colon, theirs = given.partition(":")
    if not colon or theirs.startswith("//") or not re.fullmatch(r"[\w -]+", vendor):
        return given
    name = _read_named(vendor, limits)
    return f"{name}:{theirs.strip()}" if name in limits.options else given


def _read_ids(value: Any, limits: Limits) -> Any:
    """The ids in a list, in a string however they are separated, or in objects that have a `task_id`."""
    ids: list[Any] = []
    for each in _ids(value, limits):
        if each not in ids:
            ids.append(each)
    return ids


def _ids(value: Any, limits: Limits) -> Iterator[Any]:
    match value:
        case list():
            for entry in value:
                yield from _ids(entry, limits)
        case {"task_id": str(task_id)}:
            yield from _ids(task_id, limits)
        case str():
            pieces = [piece for given in re.split(SEPARATORS, value) if (piece := given.strip(WRAPPING + ".!"))]
            has_ours = re.search(OUR_ID, value) is not None
            for piece in pieces:
                if ours := re.findall(OUR_ID, piece):
                    yield from (token.lower() for token in ours)
                elif not has_ours or re.match(ID_AT_VENDOR, piece):  # beside ids of ours, other words are no ids
                    yield from () if piece.casefold() in NOTHING else (_with_vendors_name(piece, limits),)
        case _:
            yield _as_text(value)


TIME_ADVICE = ', or a time such as "1:30" or "90s"'
GO_ON_ADVICE = f"{TIME_ADVICE}; leave it out to go on from the clip's end"

UNKNOWN = Kind(lambda value, limits: value, zero="said")
"""Of an argument that a tool does not have."""
SOUND = Kind(_joining(", "), unsaid=frozenset(), refused=NOTHING)
AVOID = Kind(_joining(", "))
LYRICS = Kind(_read_lyrics, unsaid=frozenset(), refused=NOTHING)
IDEA = Kind(_joining(", "), unsaid=frozenset(), refused=NOTHING)
QUERY = Kind(_read_query, unsaid=frozenset(), refused=NOTHING)
TITLE = Kind(_read_title)
SEED = Kind(_read_quoted, zero="said")
MODEL = Kind(_read_quoted, unsaid=NO_CHOICE)
CURSOR = Kind(_read_quoted)
ADDRESS = Kind(_read_quoted)
FILE_PATH = Kind(_read_path)
DATE = Kind(_read_date, unsaid=NOTHING | {"0"})
FLAG = Kind(_read_flag, zero="said")
CHOICE = Kind(_read_choice, unsaid=NO_CHOICE | {"all", "*"})
FORMAT = Kind(_read_format, unsaid=NO_CHOICE)
VENDOR = Kind(_read_named, unsaid=NO_CHOICE | {"all", "*"})
FRACTION = Kind(_read_fraction, unsaid=NO_NUMBER, zero="said in range", advice=" (70% is 0.7)")
DEGREE = Kind(_read_degree, unsaid=NO_NUMBER, zero="said in range", advice=" (subtle is 0.3, high 0.9)")
WHOLE = Kind(_read_whole, unsaid=NO_NUMBER, zero="said in range")
LIMIT = Kind(_read_whole, unsaid=NO_NUMBER, zero="said in range", is_clamped=True)
SECONDS = Kind(_read_seconds, unsaid=NO_NUMBER, zero="said in range", unit="seconds", advice=TIME_ADVICE)
WAIT = Kind(_read_seconds, unsaid=NO_NUMBER, zero="said in range", is_clamped=True, unit="seconds", advice=TIME_ADVICE)
START = Kind(
    _reading_edge("start", "beginning", second=0.0), unsaid=NO_NUMBER, zero="said in range", unit="seconds", advice=TIME_ADVICE
)
END = Kind(_reading_edge("end", second=None), unsaid=NO_NUMBER, zero="said in range", unit="seconds", advice=TIME_ADVICE)
GO_ON = Kind(_reading_edge("end", second=None), unsaid=NO_NUMBER, zero="said", unit="seconds", advice=GO_ON_ADVICE)
CLIP_ID = Kind(_read_id, advice="; find_clips() lists the clips there are")
TASK_IDS = Kind(_read_ids, unsaid=NOTHING | {"all", "any", "latest", "*"})
