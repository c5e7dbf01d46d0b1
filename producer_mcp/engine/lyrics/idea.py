"""What an idea is about: the words in it that matter, and the pictures they call up."""

import re
from dataclasses import dataclass

from ..seeds import dice
from .imagery import FIELDS, Field

_PLAIN = frozenset(
    """
    a an and about are as at be been being but by can could describe do does for from get give go goes going had has have he
    her him his how i if in into is it it's its just like make me more my no not of off on or our out over please she should
    so some something song songs sing lyrics lyric write track tune poem than that the their them then there they this to too
    under up us very was we were what when where which while who whom whose why will with would you your verse chorus style
    music pop rock ballad rap hip hop happy sad upbeat slow fast short long little great good nice feeling feels feel theme
    story one two falls fall fell comes came finds found tries learns sees looks wants wanted needs gets got makes made says
    told turns becomes after before during without against between through around near
    """.split()  # noqa: SIM905
)
"""Words an idea is never about."""

_NO_ARTICLE = frozenset(
    """
    love hope freedom peace time life death home happiness sadness loneliness music summer winter spring autumn joy grief
    faith courage silence coffee money rain snow sunshine heartbreak insomnia nostalgia regret betrayal friendship revenge
    youth everything nothing tomorrow yesterday christmas technology family trust pain space anger pizza food bread water beer
    wine chocolate ice fire gold work loss science art
    """.split()  # noqa: SIM905
)
"""Things one speaks of without `the`."""

ELSEWHERE = {
    r"海|mar\b|mer\b|meer\b|mare\b|море": "sea", "夜|noche|nuit|nacht|notte|noite|ночь|밤": "night",
    "爱|愛|恋|사랑|amor|amour|liebe|amore|любов|حب|אהבה": "love", "雨|비가|lluvia|pluie|regen|pioggia|chuva|дожд|مطر": "rain",
    r"城|街|都市|ciudad|ville\b|stadt|città|cidade|город|도시": "city", r"家|casa\b|maison|zuhause|дом\b|집": "home",
    r"夏|verano|été\b|sommer|estate\b|verão|лето|여름": "summer",
    "冬|雪|invierno|hiver|schnee|inverno|зима|снег|겨울|눈": "winter snow",
    r"星|宇宙|estrella|étoile|stern\b|stelle|звезд|별": "star",
    "夢|梦|sueño|rêve|traum|sogno|sonho|мечта|꿈|حلم": "dream",
    r"花|flor\b|fleur|blume|fiore|цвет|꽃": "flower", "路|道|camino|chemin|straße|strada|дорог|길": "road",
    "音楽|音乐|歌|música|musique|musik|musica|музык|노래": "song", r"火|fuego|feu\b|feuer|fuoco|fogo|огонь|불": "fire",
    r"心|corazón|cœur|coeur|herz\b|cuore|coração|сердц": "heart", r"月|luna\b|lune\b|mond\b|lua\b|луна|달": "moon",
    r"猫|gato|chat\b|katze|gatto|кош|고양이": "cat", r"犬|狗|perro|chien|hund\b|cane\b|собак|강아지": "dog",
}  # fmt: skip
"""What the words of other tongues call up, in English, in which all lyrics are written."""


@dataclass(frozen=True, slots=True)
class LyricIdea:
    """`call` names it (`lighthouse keeper`), `named` stands in a sentence (`the lighthouse keeper`), `field` holds its
    pictures.
    """

    call: str
    named: str
    own: tuple[str, ...]
    """Its own words, as they were said."""
    field: Field


def read_idea(text: str, seed: str) -> LyricIdea:
    """An idea from what was said of it; from nothing at all, one is drawn."""
    told_in = " ".join(
        dict.fromkeys(english for foreign, english in ELSEWHERE.items() if re.search(foreign, text[:600], re.IGNORECASE))
    )
    if told_in and (not text.isascii() or not any(word.lower() in _PLAIN for word in text.split())):
        text = told_in
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+", text[:600])
    told = [word for word in words if word.lower() not in _PLAIN]
    if not told:
        told = [
            dice(seed, "idea").choice(("midnight train", "open sea", "summer rain", "old radio", "city light", "winter garden"))
        ]
    call = _call(words, told)
    own = tuple(dict.fromkeys(word.lower() for word in told))
    return LyricIdea(call, _with_article(call, words), own, _pictures(own, call, seed, text))


def _call(words: list[str], told: list[str]) -> str:
    """The first thing that is named, with the word that belongs to it; what is done (-ing) and how (-ly) stands back."""
    runs: list[list[str]] = [[]]
    for word in words or told:
        if word in told:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    candidates = [
        [word for word in run if not re.search(r"(?:ing|ly|ed)$", word) or (len(run) == 1 and len(told) == 1)] for run in runs
    ]
    named = [run for run in candidates if run] or [[told[0]]]
    return " ".join(named[0][-2:])[:28]


def _with_article(call: str, words: list[str]) -> str:
    last = call.split()[-1].lower()
    if (call[0].isupper() and words and call.split()[0] != words[0]) or last in _NO_ARTICLE or not call.isascii():
        return call if call[0].isupper() and last not in _NO_ARTICLE else call.lower() if call.isascii() else call
    lower = [word.lower() for word in words]
    first = call.split()[0].lower()
    before = lower[lower.index(first) - 1] if first in lower and lower.index(first) else ""
    return f"{before if before in ('my', 'your', 'our', 'his', 'her') else 'the'} {call.lower()}"


def _pictures(own: tuple[str, ...], call: str, seed: str, text: str) -> Field:
    """The fields the words call up, laid together; an idea no field knows gets pictures of its own words and of one field by
    chance.
    """
    found = [
        field for field in FIELDS.values() if any(word in field.calls or word.removesuffix("s") in field.calls for word in own)
    ]
    found = sorted(
        found,
        key=lambda field: min(own.index(word) for word in own if word in field.calls or word.removesuffix("s") in field.calls),
    )
    if not found:
        found = [FIELDS[dice(seed, "field", text).choice(("night", "road", "hope", "city", "love"))]]
    things = tuple(
        word
        for word in (*own, call.lower())
        if word.isascii() and len(word) > 2 and not re.search(r"(?:ing|ly|ed|y)$", word) and not word.isdigit()
    )
    one = tuple(word for word in things if not word.endswith("s"))[:2]
    many = tuple(word for word in things if word.endswith("s") and not word.endswith("ss"))[:2]

    def merged(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for row in rows for word in row))

    used = found[:2]
    return Field(
        own,
        merged([one, *(field.one for field in used)]),
        merged([many, *(field.many for field in used)]),
        merged([field.where for field in used]),
        merged([field.does for field in used]),
        merged([field.feels for field in used]),
        merged([field.ends for field in used]),
    )
