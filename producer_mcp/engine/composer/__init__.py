"""The composer: briefs in, scores out. Pure and deterministic: the same brief gives the same score everywhere."""

from ..brief import Brief
from ..prompt import understand
from ..score import Score
from . import summary
from .draft import score_of, seed_of, unsung, with_words
from .plan import begin


def compose(brief: Brief) -> Score:
    """A whole piece. Lasts `brief.seconds` to a bar, or 60 to 180 s as the material asks; `CannotDo` if its numbers make no
    sense.
    """
    brief = brief.checked()
    seed = seed_of(brief, "compose")
    plan = begin(understand(brief.sound), brief, seed)
    plan = with_words(plan, brief)
    return score_of(plan, unsung(plan, brief))


def unknown_words(brief: Brief) -> tuple[str, ...]:
    """The words of `brief.sound` that mean nothing to the engine: in lower case, each once, in their order, at most four.

    They are the words that the score made of the brief names after "not understood:" in `Score.understood`.
    """
    return summary.unknown_words(understand(brief.sound))
