"""From the environment to settings; every variable is named once, here."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from platformdirs import user_data_path, user_music_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PRODUCER_"
Name = Literal["musicapi", "acedata", "ccapi", "offline"]
Names = Annotated[tuple[str, ...], NoDecode]


def setting(default: Any, what: str, *, shown: str | None = None, ge: float | None = None, le: float | None = None) -> Any:
    """One variable: what holds when it is unset, what it does, and how that default is told to people."""
    if shown is None:
        shown = "" if default in (None, ()) else str(int(default) if isinstance(default, bool) else default)
    return Field(default=default, description=what, json_schema_extra={"shown": shown}, ge=ge, le=le)


class WrongSetting(Exception):
    """A variable holds what it cannot; the message names it and what it may hold."""


class Settings(BaseSettings):
    """What can be set, and what holds when it is not."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    musicapi_key: SecretStr | None = setting(None, "Key of MusicAPI.")
    musicapi_url: str = setting("https://api.musicapi.ai", "MusicAPI's host; also api.aimusicapi.ai and api.sunoapi.com.")
    ccapi_key: SecretStr | None = setting(None, "Key of CCAPI.")
    ccapi_url: str = setting("https://api.ccapi.ai", "CCAPI's host.")
    acedata_key: SecretStr | None = setting(None, "Key (API token) of AceDataCloud.")
    acedata_url: str = setting("https://api.acedata.cloud", "AceDataCloud's host.")
    vendor: Name | None = setting(None, "Who makes new music unless a call says otherwise; else the first with a key.")
    ledger: Path = setting(
        user_data_path("producer-mcp", appauthor=False) / "ledger.db",
        "Where tasks and clips are remembered; the engine's recipes lie beside it.",
        shown="the user's data folder",
    )
    library: Path = setting(user_music_path() / "Producer", "Where finished audio is saved.", shown="the music folder / Producer")
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
    def _by_comma(cls, said: object) -> object:
        return tuple(filter(None, (name.strip() for name in said.split(",")))) if isinstance(said, str) else said

    @field_validator("log_level", "vendor", mode="before")
    @classmethod
    def _any_case(cls, said: object) -> object:
        return said.lower() if isinstance(said, str) else said

    @field_validator("ledger", "library", "tokens")
    @classmethod
    def _from_the_root(cls, path: Path | None) -> Path | None:
        """A path said from where the process was started, in full: it is kept in the ledger, and read by other processes."""
        return None if path is None else path.absolute()

    @property
    def data(self) -> Path:
        """The folder of what must last: recipes, unpacked parts."""
        return self.ledger.parent

    @classmethod
    def variables(cls) -> Iterator[tuple[str, str, str]]:
        """Every variable: its name, its default in words, what it does."""
        for word, field in cls.model_fields.items():
            extra = cast(Mapping[str, str], field.json_schema_extra)
            yield PREFIX + word.upper(), extra["shown"], field.description or ""


def read_settings() -> Settings:
    """The settings as the environment says them; raises `WrongSetting` with a sentence."""
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        word = str(fault["loc"][0]) if fault["loc"] else "settings"
        hint = "say 1 or 0" if fault["type"].startswith("bool") else f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
        raise WrongSetting(f"{PREFIX}{word.upper()} cannot be that: {hint}.") from None


def environment(**settings: str) -> dict[str, str]:
    """This process's environment for another one, with `settings` over it; "" unsets one."""
    return {**os.environ, **{PREFIX + word.upper(): value for word, value in settings.items()}}
