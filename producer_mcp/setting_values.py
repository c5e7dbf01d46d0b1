"""How people write values into environment variables: with blanks and quotes around them, and with signs nobody expanded."""

import re
from pathlib import Path

QUOTES = "\"'“”‘’`"
UNEXPANDED = re.compile(r"\$[\w{(]|%[A-Za-z_][\w()]*%|`")
"""What a shell would have replaced: `$HOME`, `${HOME}`, `$(pwd)`, `%APPDATA%`."""
NO_PATHS = frozenset({"null", "none", "undefined"})


class UnusablePath(ValueError):
    """A path cannot be what its writer means; the message says what to write instead."""


def unquoted(value: str) -> str:
    """The value without the blanks and the pairs of quotes around it."""
    bare = value.strip()
    while len(bare) > 1 and bare[0] == bare[-1] and bare[0] in QUOTES:
        bare = bare[1:-1].strip()
    return bare


def whole_path(value: str) -> Path:
    """An absolute path: `~` is the home folder, and a relative path begins at the current one. Raises `UnusablePath`."""
    bare = value.strip()
    if "://" in bare:
        raise UnusablePath("it is an address, and only a path on this machine will do")
    if '"' in bare or bare[:1] in QUOTES or bare[-1:] in QUOTES:
        raise UnusablePath("it has quotes in it, which nobody took away; write the path without them")
    if unexpanded := UNEXPANDED.search(bare):
        sign = unexpanded[0][0]
        raise UnusablePath(f"it has a {sign} in it that nobody replaced; write the whole path, or begin it with ~ for your home")
    if bare.lower() in NO_PATHS or not bare.isprintable():
        raise UnusablePath("it is not a path; say one, or unset it")
    try:
        return Path(bare).expanduser().absolute()
    except RuntimeError:
        raise UnusablePath("there is no home folder for its ~; say the whole path") from None
    except OSError:
        raise UnusablePath("the current folder is gone; say the whole path") from None
