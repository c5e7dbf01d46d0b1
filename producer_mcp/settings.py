"""The settings, read from environment variables: those of each vendor in the registry, and the fields here."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from platformdirs import user_data_path, user_music_path
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from .vendors import registry
from .vendors.registry import VARIABLE_PREFIX, variable

Names = Annotated[tuple[str, ...], NoDecode]
"""Names in one variable, separated by commas."""


def setting(default: Any, what: str, *, shown: str | None = None, ge: float | None = None, le: float | None = None) -> Any:
    """A field for one variable: its default, what it does, and `shown`, the default in words for the list of settings."""
    if shown is None:
        shown = "" if default in (None, ()) else str(int(default) if isinstance(default, bool) else default)
    return Field(default=default, description=what, json_schema_extra={"shown": shown}, ge=ge, le=le)


class WrongSetting(Exception):
    """A variable holds a value it cannot have; the message names it and what it may hold."""


class VendorSettings(BaseModel):
    """Where one vendor is reached, and with which key; without a key it is not configured."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    url: str
    key: SecretStr | None = None


class _Variables(EnvSettingsSource):
    """Reads the environment; the vendors' variables are those that the registry names at that moment."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        if field_name != "vendors":
            return super().get_field_value(field, field_name)
        return {spec.name: self._vendor(spec) for spec in registry.VENDORS}, field_name, False

    def _vendor(self, spec: registry.VendorSpec) -> dict[str, str | None]:
        # the names in `env_vars` are in lower case, and variables that are set to nothing are left out of it
        key, url = (self.env_vars.get(variable(name).lower()) for name in (spec.key_setting, spec.url_setting))
        return {"key": key, "url": url or spec.default_url}


class Settings(BaseSettings):
    """Everything that can be set, with its defaults. Arguments win over the environment."""

    model_config = SettingsConfigDict(env_prefix=VARIABLE_PREFIX, env_ignore_empty=True, frozen=True, hide_input_in_errors=True)

    vendors: Annotated[Mapping[str, VendorSettings], NoDecode] = Field(default_factory=dict)
    """Address and key of every vendor in the registry, by name; read from variables of its own for each."""
    vendor: str | None = setting(None, "Who makes new music unless a call says otherwise; else the first with a key.")
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

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments, then the environment; no files."""
        return init_settings, _Variables(settings_cls)

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
        return Settings()
    except ValidationError as error:
        fault = error.errors(include_input=False, include_url=False)[0]
        name = str(fault["loc"][0]) if fault["loc"] else "settings"
        hint = "say 1 or 0" if fault["type"].startswith("bool") else f"{fault['msg'][:1].lower()}{fault['msg'][1:]}"
        raise WrongSetting(f"{variable(name)} cannot be that: {hint}.") from None


def environment(**settings: str) -> dict[str, str]:
    """A copy of this process's environment for a child process, with these settings changed; "" unsets one."""
    return {**os.environ, **{variable(name): value for name, value in settings.items()}}
