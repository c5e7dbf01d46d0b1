"""The settings, read from environment variables: those of each vendor in the registry, and the fields here.

Read here and not by pydantic-settings, whose import (of sources for command lines, clouds and files) would be two fifths of what
this server adds to the start of the bare SDK. The values are checked by pydantic all the same.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from .setting_values import UnusablePath, unquoted, whole_path
from .vendors import registry
from .vendors.registry import VARIABLE_PREFIX, variable

Names: TypeAlias = tuple[str, ...]
"""Names in one variable, separated by commas."""
PATHS = ("ledger", "library", "tokens")
CAREFUL: Mapping[str, object] = {"confirm": True, "vendor": registry.OFFLINE}
"""What stands in for a value that cannot be used, where its default could pay what was not to be paid. It keeps no server from
starting, but for a place: nobody is to pay into another ledger than the one that was meant."""
LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
OTHER_LOG_LEVELS = {"trace": "debug", "warn": "warning", "err": "error", "critical": "error", "fatal": "error"}
"""Words of other programs for these."""
LEAST_LIKENESS = 0.8
"""How alike a variable's name must be to one that is read, 0 to 1, to be taken for a slip."""
OWN_FAULT = "own"
"""The type of our own validation errors, whose messages are told as they are."""


def setting(default: Any, what: str, *, shown: str | None = None, ge: float | None = None, le: float | None = None) -> Any:
    """A field for one variable: its default, what it does, and `shown`, the default in words for the list of settings.

    A default that takes time to find is a function that finds it.
    """
    if shown is None:
        shown = "" if default in (None, ()) else str(int(default) if isinstance(default, bool) else default)
    known: dict[str, Any] = {"default_factory": default} if callable(default) else {"default": default}
    return Field(**known, description=what, json_schema_extra={"shown": shown}, ge=ge, le=le)


def _ledger_path() -> Path:
    from platformdirs import user_data_path

    return user_data_path("producer-mcp", appauthor=False) / "ledger.db"


def _music_folder() -> Path:
    from platformdirs import user_music_path

    return user_music_path() / "Producer"


class WrongSetting(Exception):
    """A variable holds a value it cannot have; the message names it and what it may hold."""


class VendorSettings(BaseModel):
    """Where one vendor is reached, and with which key; without a key it is not configured."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    url: str
    key: SecretStr | None = None


class Settings(BaseModel):
    """Everything that can be set, with its defaults. `read_settings` makes it of the environment."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True, validate_default=True)

    _warnings: tuple[str, ...] = PrivateAttr(())

    vendors: Mapping[str, VendorSettings] = Field(default_factory=dict)
    """Address and key of every vendor in the registry, by name; read from variables of its own for each."""
    vendor: str | None = setting(None, "Who makes new music unless a call says otherwise; else the first that is set up.")
    ledger: Path = setting(
        _ledger_path,
        "Where tasks and clips are remembered; the engine's recipes lie beside it.",
        shown="the user's data folder",
    )
    library: Path = setting(_music_folder, "Where finished audio is saved.", shown="the music folder / Producer")
    save: bool = setting(True, "0: finished audio is not saved into the library.")
    wait_seconds: float = setting(45, "How long a call waits for music when it does not say, 0 to 50.", ge=0, le=50)
    daily_limit: int = setting(100, "Paid submits a day (UTC) for each owner; 0 is no limit.", ge=0)
    confirm: bool = setting(False, "1: ask the user before each paid submit.")
    log_level: LogLevel | None = setting(
        None, "How much is logged, on stderr: debug, info, warning or error.", shown="warning; over HTTP info"
    )
    pace: float = setting(1, "Divides the studio's waiting times; for tests.", ge=1, le=1000)
    hosts: Names = setting((), "Host names the HTTP server answers to, by comma.")
    origins: Names = setting((), "Web origins that may call the HTTP server, by comma.")
    tokens: Path | None = setting(None, "File of bearer tokens, lines of `name: sha256`; see `producer-mcp token`.")
    issuer: str | None = setting(None, "Issuer of the JWTs the HTTP server accepts.")
    audience: str | None = setting(None, "Audience those JWTs must name; else this server's own address.")
    scopes: Names = setting(("producer",), "Scopes those JWTs must carry, by comma.", shown="producer")
    public_url: str | None = setting(None, "The HTTP server's address as the world sees it; lets vendors call back.")

    @field_validator("hosts", "origins", "scopes", mode="before")
    @classmethod
    def _split_at_commas(cls, value: object) -> object:
        return tuple(filter(None, map(unquoted, value.split(",")))) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _as_level(cls, value: object) -> object:
        return OTHER_LOG_LEVELS.get(value.lower(), value.lower()) if isinstance(value, str) else value

    @field_validator("vendor", mode="before")
    @classmethod
    def _is_known(cls, value: object) -> object:
        """A vendor by its name or its title, in capitals or not."""
        if not isinstance(value, str):
            return value
        titles = {_letters(spec.title): spec.name for spec in registry.VENDORS}
        names = {_letters(name): name for name in registry.vendor_names()}
        if name := (titles | names).get(_letters(value)):
            return name
        raise _wrong(f"say {_choice(map(repr, registry.vendor_names()))}")

    @field_validator(*PATHS, mode="before")
    @classmethod
    def _in_full(cls, path: object) -> object:
        """An absolute path, since it is kept in the ledger and read by other processes."""
        try:
            return path if path is None else whole_path(str(path))
        except UnusablePath as error:
            raise _wrong(str(error)) from None

    @property
    def warnings(self) -> tuple[str, ...]:
        """Sentences on variables that hold what they cannot, whose defaults are used instead, and on misspelt ones."""
        return self._warnings

    @property
    def data(self) -> Path:
        """The folder beside the ledger, for what must last: recipes, unpacked parts."""
        return self.ledger.parent

    @classmethod
    def variables(cls) -> Iterator[tuple[str, str, str]]:
        """Every variable: its name, its default in words, what it does; the vendors' first."""
        for name, shown, what in registry.vendor_settings():
            yield variable(name), shown, what
        for name, field in cls.model_fields.items():
            if name != "vendors":
                extra = cast(Mapping[str, str], field.json_schema_extra)
                yield variable(name), extra["shown"], field.description or ""


def read_settings(*, lenient: bool = False) -> Settings:
    """The settings of this process's environment; raises `WrongSetting` with a sentence that names the variable.

    `lenient`: for what is wrong and no place its careful value or its default is taken, and that is one of the `warnings`.
    """
    given = _given(os.environ)
    warnings = list(_misspelt(os.environ))
    while True:
        try:
            settings = Settings.model_validate(given)
        except ValidationError as error:
            fault = error.errors(include_input=False, include_url=False)[0]
            name = str(fault["loc"][0]) if fault["loc"] else "settings"
            sentence = f"{variable(name)} cannot be that: {fault['msg'] if fault['type'] == OWN_FAULT else _hint(name)}."
            if not lenient or name in PATHS or name not in given:
                raise WrongSetting(sentence) from None
            del given[name]
            given |= {name: CAREFUL[name]} if name in CAREFUL else {}
            warnings.append(f"{sentence} Until then it is {_as_said(given.get(name, Settings.model_fields[name].default))}.")
        else:
            settings._warnings = tuple(warnings)
            return settings


def _as_said(value: object) -> str:
    """A value as it is written in a variable."""
    return "its default" if value is None else str(int(value)) if isinstance(value, bool) else str(value)


def _given(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the variables say, by the names of the settings. Their case is no matter, and one that is empty says nothing.

    Quotes around a value are taken away where they cannot be a part of it.
    """
    values = {name.upper(): value for name, value in environ.items() if unquoted(value)}
    urls = {spec.name: _url_of(spec, values) for spec in registry.VENDORS}
    keys = {spec.name: values.get(variable(spec.key_setting)) for spec in registry.VENDORS}
    access = {name: {"key": keys[name], "url": urls[name]} for name in urls}
    given = {name: values[variable(name)] for name in Settings.model_fields if name != "vendors" and variable(name) in values}
    return {"vendors": access} | {name: value if name in PATHS else unquoted(value) for name, value in given.items()}


def _url_of(spec: registry.VendorSpec, values: Mapping[str, str]) -> str:
    """A vendor's address: its own variable's, else that of the vendor whose key it uses, else its host."""
    given = (values[name] for name in map(variable, spec.url_settings) if name in values)
    return unquoted(next(given, spec.default_url))


def _misspelt(environ: Iterable[str]) -> Iterator[str]:
    """A sentence on each variable that nobody reads and whose name is nearly that of one."""
    known = {name.removeprefix(VARIABLE_PREFIX): name for name, _, _ in Settings.variables()}
    given = {name.upper().removeprefix(VARIABLE_PREFIX): name for name in environ if name.upper().startswith(VARIABLE_PREFIX)}
    if given.keys() <= known.keys():
        return
    from difflib import get_close_matches

    for word in sorted(given.keys() - known.keys()):
        for near in get_close_matches(word, known, n=1, cutoff=LEAST_LIKENESS):
            yield f"{given[word]} is not read; did you mean {known[near]}?"


def _hint(name: str) -> str:
    """What a variable may hold, in words."""
    field = Settings.model_fields[name]
    if field.annotation is bool:
        return "say 1 or 0"
    limits = {word: getattr(limit, word) for limit in field.metadata for word in ("ge", "le") if hasattr(limit, word)}
    if limits:
        kind = "a whole number" if field.annotation is int else "a number"
        most = f" to {limits['le']:g}" if "le" in limits else " up"
        return f"say {kind} from {limits['ge']:g}{most}"
    return f"say {_choice(get_args(LogLevel))}" if name == "log_level" else "it is not text"


def _wrong(sentence: str) -> PydanticCustomError:
    return PydanticCustomError(OWN_FAULT, "{sentence}", {"sentence": sentence})


def _choice(words: Iterable[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}"


def _letters(name: str) -> str:
    """A name without capitals and the signs between its letters."""
    return "".join(filter(str.isalnum, name.lower()))


def environment(**settings: str) -> dict[str, str]:
    """A copy of this process's environment for a child process, with these settings changed; "" unsets one."""
    return {**os.environ, **{variable(name): value for name, value in settings.items()}}
