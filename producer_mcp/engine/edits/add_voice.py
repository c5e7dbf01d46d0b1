"""A singer for a piece in which nobody sings."""

from dataclasses import replace

from ..brief import Brief
from ..composer.arrange import arrange
from ..composer.draft import remark_on_lyrics, seed_of, staffed
from ..composer.summary import summarise
from ..errors import CannotDo
from ..passage import Passage
from ..score import Score
from .new_words import lines_of, rephrased
from .read_score import plan_of, style_of

UNSUNG_KINDS = frozenset({"intro", "outro", "solo", "interlude", "break", "build"})
"""Kinds of passage that are left to the band, unless there is nothing else."""
MAX_BARS_OF_A_LINE = 4
"""Where there are fewer lines than that takes, they are sung again."""


def add_voice(score: Score, brief: Brief) -> Score:
    """A voice on the chords of the piece that sings the lyrics of the brief; every other part stays as it is.

    Raises CannotDo where there is nothing to sing, or the sound says that nobody shall.
    """
    brief = brief.checked()
    plan = plan_of(score, brief, seed_of(brief, "singer", score.seed))
    lines = lines_of(brief.lyrics)
    if not lines or not plan.voice:
        raise CannotDo("there is nobody to sing, or nothing: say lyrics with words, and no sound without voices")
    plan = replace(plan, style=style_of(score), passages=_with_lines(plan.passages, lines, score.beats_per_bar))
    singers = tuple(player for player in staffed(plan).players if player.stem == "vocals")
    sung = arrange(replace(plan, players=singers))
    parts = (*sung.parts, *score.parts)
    return replace(score, parts=parts, lines=sung.lines, understood=summarise(plan, parts, remark_on_lyrics(plan, brief)))


def _with_lines(passages: tuple[Passage, ...], lines: list[str], beats_per_bar: int) -> tuple[Passage, ...]:
    """The passages with the lines spread over those that are for singing; again from the first where there is room."""
    places = [place for place, passage in enumerate(passages) if passage.kind not in UNSUNG_KINDS] or range(len(passages))
    room = -(-sum(passages[place].bars for place in places) // MAX_BARS_OF_A_LINE)
    texts = [lines[number % len(lines)] for number in range(max(len(lines), room))]
    sung = dict(
        zip(places, rephrased(tuple(passages[place] for place in places), texts, beats_per_bar, spread=True), strict=True)
    )
    return tuple(sung.get(place, passage) for place, passage in enumerate(passages))
