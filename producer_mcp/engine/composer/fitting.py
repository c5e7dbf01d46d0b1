"""A form made longer or shorter, to fill so many bars."""

from dataclasses import replace

from ..passage import Passage
from ..styles.style import Style


def fit(passages: tuple[Passage, ...], bars: int, style: Style) -> tuple[Passage, ...]:
    """The same piece in exactly so many bars: played again from its body, or without what it can do without."""
    total = sum(passage.bars for passage in passages)
    if not passages:
        return (Passage("theme", "Theme", bars),)
    if total < bars:
        return _longer(list(passages), bars - total, style)
    return _shorter(list(passages), total - bars) if total > bars else passages


def _longer(passages: list[Passage], missing: int, style: Style) -> tuple[Passage, ...]:
    ending = [passages.pop()] if passages[-1].kind == "outro" else []
    body = (
        [passage for passage in passages if passage.kind != "intro"]
        or passages
        or [Passage("theme", "Theme", max(4, style.turn))]
    )
    again = (
        [Passage("solo", "Solo", max(8, style.turn) if style.turn != 12 else 12), *body] if any(p.phrases for p in body) else body
    )
    place = 0
    while missing >= 4:
        extra = again[place % len(again)]
        place += 1
        if extra.bars > missing:
            extra = replace(extra, kind="interlude", name="Interlude", bars=missing - missing % 4, phrases=())
        passages.append(extra)
        missing -= extra.bars
    if missing:
        last = passages[-1] if not ending else ending[0]
        grown = replace(last, bars=last.bars + missing)
        if ending:
            ending = [grown]
        else:
            passages[-1] = grown
    return (*passages, *ending)


def _shorter(passages: list[Passage], excess: int) -> tuple[Passage, ...]:
    """Leaves out wordless passages from the end on (in a short piece also the frame), and then cuts off the end, but for the
    outro.
    """
    sings = any(passage.phrases for passage in passages)
    is_short = sum(passage.bars for passage in passages) - excess < 16
    spare = (
        {"solo", "interlude", "break"}
        | ({"bridge", "build"} if not sings else {"theme", "intro", "outro"})
        | ({"intro", "outro"} if is_short else set())
    )
    for number in range(len(passages) - 1, -1, -1):
        passage = passages[number]
        if (
            len(passages) > 1
            and passage.kind in spare
            and not passage.phrases
            and (passage.bars <= excess or (is_short and excess > 0))
        ):
            excess -= passages.pop(number).bars
    if excess < 0:
        passages[-1] = replace(passages[-1], bars=passages[-1].bars - excess)
        excess = 0
    ending = [passages.pop()] if passages[-1].kind == "outro" and len(passages) > 1 and not passages[-1].phrases else []
    while excess and passages:
        cut = min(excess, passages[-1].bars)
        passages[-1] = replace(passages[-1], bars=passages[-1].bars - cut)
        excess -= cut
        if not passages[-1].bars:
            passages.pop()
    if excess and ending:
        ending = [replace(ending[0], bars=ending[0].bars - excess)]
    return (*passages, *ending)
