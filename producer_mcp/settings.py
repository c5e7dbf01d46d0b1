"""From the environment to settings; every variable is named once, here."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal

from platformdirs import user_data_path, user_music_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "PRODUCER_"
Name = Literal["musicapi", "acedata", "ccapi", "offline"]


class WrongSetting(Exception):
    """A variable holds what it cannot; the message names it and what it may hold."""


class Settings(BaseSettings):
    """What can be set, and what holds when it is not."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    musicapi_key: SecretStr | None = Field(default=None, description="Key of MusicAPI.")
    musicapi_url: str = Field(
        default="https://api.musicapi.ai", description="MusicAPI's host; api.aimusicapi.ai and api.sunoapi.com are its other names."
    )
    ccapi_key: SecretStr | None = Field(default=None, description="Key of CCAPI.")
    ccapi_url: str = Field(default="https://api.ccapi.ai", description="CCAPI's host.")
    acedata_key: SecretStr | None = Field(default=None, description="Key (API token) of AceDataCloud.")
    acedata_url: str = Field(default="https://api.acedata.cloud", description="AceDataCloud's host.")
    vendor: Name | None = Field(default=None, description="Who makes new music unless a call says otherwise; else the first with a key.")
    ledger: Path = Field(
        default_factory=lambda: user_data_path("producer-mcp", appauthor=False) / "ledger.db",
        description="Where tasks and clips are remembered; the engine's recipes lie beside it.",
    )
    library: Path = Field(
        default_factory=lambda: user_music_path() / "Producer",
        description="Where finished audio is saved; else the folder Producer among your music.",
    )
    save: bool = Field(default=True, description="0: finished audio is not saved into the library.")
    wait_seconds: float = Field(default=45, ge=0, le=50, description="How long a call waits for music when it does not say.")
    daily_limit: int = Field(default=100, ge=0, description="Paid submits a day (UTC) for each owner; 0 is no limit.")
    confirm: bool = Field(default=False, description="1: ask the user before each paid submit.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged, on stderr.")
    pace: float = Field(default=1, gt=0, le=1000, description="Divides the watcher's waiting times; for tests.")
    hosts: Annotated[tuple[str, ...], NoDecode] = Field(default=(), description="Host names the HTTP server answers to, by comma.")
    origins: Annotated[tuple[str, ...], NoDecode] = Field(default=(), description="Web origins that may call the HTTP server, by comma.")
    tokens: Path | None = Field(default=None, description="File of bearer tokens, lines of `name: sha256`; see `producer-mcp token`.")
    issuer: str | None = Field(default=None, description="Issuer of JWTs the HTTP server accepts.")
    audience: str | None = Field(default=None, description="Audience those JWTs must name.")
    public_url: str | None = Field(default=None, description="The HTTP server's address as the world sees it; lets vendors call back.")

    @field_validator("hosts", "origins", mode="before")
    @classmethod
    def _by_comma(cls, said: object) -> object:
        return tuple(filter(None, (name.strip() for name in said.split(",")))) if isinstance(said, str) else said

    @field_validator("log_level", "vendor", mode="before")
    @classmethod
    def _any_case(cls, said: object) -> object:
        return said.lower() if isinstance(said, str) else said

    @property
    def data(self) -> Path:
        """The folder of what must last: recipes, unpacked parts."""
        return self.ledger.parent

    @classmethod
    def variables(cls) -> Iterator[tuple[str, str, str]]:
        """Every variable: its name, its default in words, what it does."""
        for word, field in cls.model_fields.items():
            default = int(field.default) if isinstance(field.default, bool) else field.default
            shown = "" if default in (None, ()) or field.default_factory else str(default)
            yield PREFIX + word.upper(), shown, field.description or ""


def read_settings() -> Settings:
    """The settings as the environment says them; raises `WrongSetting` with a sentence."""
    try:
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        word = str(fault["loc"][0]) if fault["loc"] else "settings"
        raise WrongSetting(f"{PREFIX}{word.upper()} cannot be that: {fault['msg'][:1].lower()}{fault['msg'][1:]}.") from None


