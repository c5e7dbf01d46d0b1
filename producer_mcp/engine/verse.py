"""Lyrics written for an idea."""

from .chance import dice


def write_lyrics(idea: str, seed: str = "") -> tuple[str, str]:
    """A title and a text with `[Verse 1]`, `[Chorus]` and `[Bridge]` markers."""
    words = [word.strip(".,;:!?") for word in idea.split()] or ["night"]
    theme = dice(seed, idea).choice(words)
    chorus = f"[Chorus]\nOh {theme}, stay with me tonight\n{theme}, be my guiding light\n"
    return theme.capitalize(), f"[Verse 1]\nI was walking down the road\nCarrying a heavy load\n\n{chorus}\n[Verse 2]\nNow the morning comes around\nAnd I listen for the sound\n\n{chorus}\n[Bridge]\nHold on\n\n{chorus}"
