"""The composer: briefs in, scores out. Deterministic and without side effects: the same brief gives the same score everywhere."""

from ..brief import Brief
from ..prompt import understand
from ..score import Score
from . import summary
from .draft import drawn_up, remark_on_lyrics, score_of, seed_of
from .plan import begin


def compose(brief: Brief) -> Score:
    """A whole piece.

    It lasts `brief.seconds`, rounded to a bar, or 60 to 180 seconds as the lyrics and the style ask. Raises CannotDo if the brief
    is out of range.
    """
    brief = brief.checked()
    plan = begin(understand(brief.sound), brief, seed_of(brief, "compose"))
    plan = drawn_up(plan, brief)
    return score_of(plan, remark_on_lyrics(plan, brief))


def unknown_words(brief: Brief) -> tuple[str, ...]:
    """The words of `brief.sound` that mean nothing to the engine: in lower case, each once, in their order, at most four.

    They are the words that the score made of the brief names after "not understood:" in `Score.understood`.
    """
    return summary.unknown_words(understand(brief.sound))
