"""The lyrics of a request as they will be sung, for engine and vendors alike."""

import json

from ..errors import InvalidArguments
from ..operations import MaybeInstrumental, Operation, SoundOrLyrics

NO_WORDS = "lyrics: there are no words to sing in it, so this is music without a voice."


def with_clean_lyrics(operation: Operation, *, is_hosted: bool) -> tuple[Operation, tuple[str, ...]]:
    """The operation with its lyrics as they will be sung, and remarks on what was guessed.

    A title that stood in the sheet is the title where none was said. Raises `InvalidArguments` where nothing is left to go by.
    """
    lyrics = getattr(operation, "lyrics", None)
    if lyrics is None:
        return operation, ()
    from ..lyric_sheets import clean  # imported with the first sheet, so that the server starts faster

    sheet = clean(lyrics)
    if _is_object(sheet.text):
        raise InvalidArguments(
            "lyrics: this is JSON, and no words to sing are known in it; say them with [Verse] and [Chorus] lines."
        )
    changes: dict[str, object] = {"lyrics": sheet.text or None}
    if sheet.title and "title" in type(operation).model_fields and getattr(operation, "title", None) is None:
        changes["title"] = sheet.title
    cleaned = operation.model_copy(update=changes)
    if isinstance(cleaned, SoundOrLyrics) and cleaned.sound is None and cleaned.lyrics is None:
        raise InvalidArguments("lyrics: there is nothing to sing in it; say words, a sound, or both.")
    if sheet.sings or not isinstance(cleaned, MaybeInstrumental):
        return cleaned, sheet.remarks
    remarks = sheet.remarks if cleaned.instrumental else (*sheet.remarks, NO_WORDS)
    return _without_voice(cleaned, is_hosted=is_hosted), remarks


def _is_object(text: str) -> bool:
    """Whether a text is JSON of objects, which nobody would want to hear sung."""
    if text[:1] not in ("{", "["):
        return False
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def _without_voice(operation: MaybeInstrumental, *, is_hosted: bool) -> Operation:
    """The operation for music without a voice, with the marks of its sheet as the form.

    A hosted vendor with a sound to go by is not sent the marks: beside lyrics it may pass over the sound.
    """
    changes: dict[str, object] = {"instrumental": True}
    if is_hosted and operation.sound is not None:
        changes["lyrics"] = None
    return operation.model_copy(update=changes)
