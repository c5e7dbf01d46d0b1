"""What an idea for lyrics is about: the words in it that matter, and the imagery they call up."""

import re
from dataclasses import dataclass

from ..seeds import dice
from .imagery import SUBJECTS, Imagery

_FUNCTION_WORDS = frozenset(
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
"""Words that an idea is never about."""

_NO_ARTICLE = frozenset(
    """
    love hope freedom peace time life death home happiness sadness loneliness music summer winter spring autumn joy grief
    faith courage silence coffee money rain snow sunshine heartbreak insomnia nostalgia regret betrayal friendship revenge
    youth everything nothing tomorrow yesterday christmas technology family trust pain space anger pizza food bread water beer
    wine chocolate ice fire gold work loss science art
    """.split()  # noqa: SIM905
)
"""Nouns that are used without `the`."""

_ENGLISH_WORDS = {
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
"""Patterns of words in other languages -> the English word; all lyrics are written in English."""
MAX_IDEA_CHARS = 600
"""How much of a text is read for its idea."""
MAX_NAME_CHARS = 28


@dataclass(frozen=True, slots=True)
class LyricIdea:
    """What a song is about."""

    name: str
    """Its name without an article: `lighthouse keeper`."""
    name_in_sentence: str
    """`the lighthouse keeper`, `my old radio`, `love`."""
    content_words: tuple[str, ...]
    """The words of the idea that matter, in lower case."""
    imagery: Imagery


def read_idea(text: str, seed: str) -> LyricIdea:
    """The idea in a text of which the first MAX_IDEA_CHARS count; if no word of it matters, one is drawn by the seed."""
    text = _in_english(text)
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+", text[:MAX_IDEA_CHARS])
    content = [word for word in words if word.lower() not in _FUNCTION_WORDS]
    if not content:
        ideas = ("midnight train", "open sea", "summer rain", "old radio", "city light", "winter garden")
        content = [dice(seed, "idea").choice(ideas)]
    name = _name(words, content)
    content_words = tuple(dict.fromkeys(word.lower() for word in content))
    return LyricIdea(name, _with_article(name, words), content_words, _imagery_of(content_words, name, seed, text))


def _in_english(text: str) -> str:
    """The English words for what an idea in another language is about; the text itself if it is English."""
    start = text[:MAX_IDEA_CHARS]
    english = dict.fromkeys(word for pattern, word in _ENGLISH_WORDS.items() if re.search(pattern, start, re.IGNORECASE))
    is_english = text.isascii() and any(word.lower() in _FUNCTION_WORDS for word in text.split())
    return " ".join(english) if english and not is_english else text


def _name(words: list[str], content: list[str]) -> str:
    """The first thing that is named, with the word before it that belongs to it; words in -ing, -ly and -ed are left out."""
    runs: list[list[str]] = [[]]
    for word in words or content:
        if word in content:
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    candidates = [
        [word for word in run if not re.search(r"(?:ing|ly|ed)$", word) or (len(run) == 1 and len(content) == 1)] for run in runs
    ]
    first = next((run for run in candidates if run), content[:1])
    return " ".join(first[-2:])[:MAX_NAME_CHARS]


def _with_article(name: str, words: list[str]) -> str:
    """The name with `the`, or with the possessive of the idea; proper names and words such as `love` without."""
    first, last = name.split()[0], name.split()[-1].lower()
    is_proper_name = name[0].isupper() and bool(words) and first != words[0]
    if is_proper_name or last in _NO_ARTICLE or not name.isascii():
        if name[0].isupper() and last not in _NO_ARTICLE:
            return name
        return name.lower() if name.isascii() else name
    lower = [word.lower() for word in words]
    before = lower[lower.index(first.lower()) - 1] if first.lower() in lower and lower.index(first.lower()) else ""
    return f"{before if before in ('my', 'your', 'our', 'his', 'her') else 'the'} {name.lower()}"


def _imagery_of(content_words: tuple[str, ...], name: str, seed: str, text: str) -> Imagery:
    """The imagery of the first two subjects that the words call up, together with the words themselves.

    An idea that calls up no subject gets one by chance.
    """

    def first_call(subject: Imagery) -> int:
        """The place of the first word that calls up a subject; `len(content_words)` if none does."""
        places = (
            place for place, word in enumerate(content_words) if word in subject.calls or word.removesuffix("s") in subject.calls
        )
        return next(places, len(content_words))

    subjects = sorted((subject for subject in SUBJECTS.values() if first_call(subject) < len(content_words)), key=first_call)[:2]
    if not subjects:
        subjects = [SUBJECTS[dice(seed, "field", text).choice(("night", "road", "hope", "city", "love"))]]
    things = [word for word in (*content_words, name.lower()) if _names_a_thing(word)]
    one = tuple(word for word in things if not word.endswith("s"))[:2]
    many = tuple(word for word in things if word.endswith("s") and not word.endswith("ss"))[:2]

    def merged(rows: list[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word for row in rows for word in row))

    return Imagery(
        calls=content_words,
        one=merged([one, *(subject.one for subject in subjects)]),
        many=merged([many, *(subject.many for subject in subjects)]),
        where=merged([subject.where for subject in subjects]),
        does=merged([subject.does for subject in subjects]),
        feels=merged([subject.feels for subject in subjects]),
        ends=merged([subject.ends for subject in subjects]),
    )


def _names_a_thing(word: str) -> bool:
    """Whether a word of an idea can stand for a thing in a line."""
    if not word.isascii() or len(word) <= 2 or word.isdigit():
        return False
    return not re.search(r"(?:ing|ly|ed|y)$", word)
