"""What can go wrong in the engine; every error is a sentence a musician understands."""


class EngineError(ValueError):
    """Something the engine was asked for did not come to be."""


class CannotDo(EngineError):
    """The engine cannot honestly do this; the sentence gives the reason."""


class BadAudio(EngineError):
    """A file is not audio the engine can work on."""


class UnknownTicket(EngineError):
    """No recipe is kept under this ticket."""
