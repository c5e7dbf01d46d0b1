"""What can go wrong in the engine. The text of every error is a sentence for the user."""


class EngineError(ValueError):
    """The engine could not do what it was asked for."""


class CannotDo(EngineError):
    """The engine is not able to do this; the sentence gives the reason."""


class BadAudio(EngineError):
    """A file is not audio that the engine can decode."""


class UnknownTicket(EngineError):
    """No recipe is kept under this ticket."""
