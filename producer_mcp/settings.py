"""The settings, read from environment variables: those of each vendor in the registry, and the fields here.

Read here and not by pydantic-settings, whose import (of sources for command lines, clouds and files) was two fifths of what this
server adds to the start of the bare SDK. The values are checked by pydantic all the same.
"""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeAlias, cast

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from .vendors import registry
from .vendors.registry import variable

Names: TypeAlias = tuple[str, ...]
"""Names in one variable, separated by commas."""


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

    vendors: Mapping[str, VendorSettings] = Field(default_factory=dict)
    """Address and key of every vendor in the registry, by name; read from variables of its own for each."""
    vendor: str | None = setting(None, "Who makes new music unless a call says otherwise; else the first with a key.")
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
    log_level: Literal["debug", "info", "warning", "error"] = setting("info", "How much is logged, on stderr.")
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
        return tuple(filter(None, (name.strip() for name in value.split(",")))) if isinstance(value, str) else value

    @field_validator("log_level", "vendor", mode="before")
    @classmethod
    def _in_lower_case(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("vendor")
    @classmethod
    def _is_known(cls, name: str | None) -> str | None:
        *others, last = registry.vendor_names()
        if name in (None, *others, last):
            return name
        expected = f"{', '.join(map(repr, others))} or {last!r}"
        raise PydanticCustomError("unknown_vendor", "Input should be {expected}", {"expected": expected})

    @field_validator("ledger", "library", "tokens")
    @classmethod
    def _in_full(cls, path: Path | None) -> Path | None:
        """An absolute path, since it is kept in the ledger and read by other processes; `~` is the home folder."""
        try:
            return None if path is None else path.expanduser().absolute()
        except RuntimeError:
            raise PydanticCustomError("no_home", "There is no home folder for its ~; say the whole path") from None

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


def read_settings() -> Settings:
    """The settings of this process's environment; raises `WrongSetting` with a sentence that names the variable."""
    try:
        return Settings.model_validate(_given(os.environ))
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        name = str(fault["loc"][0]) if fault["loc"] else "settings"
        hint = "say 1 or 0" if fault["type"].startswith("bool") else f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
        raise WrongSetting(f"{variable(name)} cannot be that: {hint}.") from None


def _given(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the variables say, by the names of the settings. Their case is no matter, and one that is empty says nothing."""
    values = {name.upper(): value for name, value in environ.items() if value}
    access = {
        spec.name: {
            "key": values.get(variable(spec.key_setting)),
            "url": values.get(variable(spec.url_setting), spec.default_url),
        }
        for spec in registry.VENDORS
    }
    names = (name for name in Settings.model_fields if name != "vendors" and variable(name) in values)
    return {"vendors": access} | {name: values[variable(name)] for name in names}


def environment(**settings: str) -> dict[str, str]:
    """A copy of this process's environment for a child process, with these settings changed; "" unsets one."""
    return {**os.environ, **{variable(name): value for name, value in settings.items()}}
