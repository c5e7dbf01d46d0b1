"""The vendors that are reached over the network, one row each; whatever needs a list of vendors is made from these rows.

Only values stand here: the settings read this file at start, so a vendor's class is named and imported when it is first needed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from .hosted import HostedVendor

VARIABLE_PREFIX = "PRODUCER_"
"""What the names of all our environment variables begin with."""
OFFLINE = "offline"
"""The vendor that is always there: the engine on this machine, which has no key and no address, and so no row."""


@dataclass(frozen=True, slots=True)
class VendorSpec:
    """One vendor: its names, where its class is, and what is known of it before it is asked anything."""

    name: str
    """What callers and the ledger call it; its key is read from `PRODUCER_<NAME>_KEY`, its address from `PRODUCER_<NAME>_URL`."""
    title: str
    """What people call it."""
    class_path: str
    """`module:Class` of a `HostedVendor`; a module that begins with a dot lies in this folder."""
    default_url: str
    """Where it is reached unless its address is set; empty for the user's own server, which has no address of its own."""
    family: str = "producer"
    """Which family of models it sells; what was asked of one family is never bought from another unasked."""
    other_hosts: tuple[str, ...] = ()
    """Hosts besides that of `default_url` where it is also reached, with keys of their own."""
    key_label: str = "Key"
    """What the vendor's pages call the thing to be put into the key variable."""
    key_of: str | None = None
    """Another vendor whose key this one uses, because one account pays for both, and whose address unless its own is set.

    It is chosen by name only: the key makes the other one the default.
    """
    calls_back: bool = False
    """Whether it documents a callback for finished tasks."""
    signs: bool = False
    """Whether it signs its callbacks, in the way `signatures.py` checks."""
    own_server: str = ""
    """Of a server that the user runs: where it listens as a rule. Such a vendor is configured by its address, its key is wanted
    only where that server wants one, and http is allowed to private addresses."""

    @property
    def key_setting(self) -> str:
        """`acme_key`: the key variable without its prefix, in lower case."""
        return f"{_setting(self.key_of or self.name)}_key"

    @property
    def url_setting(self) -> str:
        """`acme_url`: the address variable without its prefix, in lower case."""
        return f"{_setting(self.name)}_url"

    @property
    def url_settings(self) -> tuple[str, ...]:
        """The variables in which its address is looked for, in this order."""
        siblings = (f"{_setting(self.key_of)}_url",) if self.key_of else ()
        return (self.url_setting, *siblings)

    @property
    def main_setting(self) -> str:
        """The setting without which it is not configured: that of its key, or of the address of one's own server."""
        return self.url_setting if self.own_server else self.key_setting

    @property
    def base_url(self) -> str:
        """Its address, or that of one's own server as it is as a rule."""
        return self.default_url or self.own_server

    @property
    def key_help(self) -> str:
        """What the key variable is, for the list of settings."""
        return f"{self.key_label} of {self.title}{', where it wants one' if self.own_server else ''}."

    @property
    def url_help(self) -> str:
        """What the address variable is, for the list of settings."""
        if self.own_server:
            return f"Your own {self.title} server, as a rule {self.own_server}; http also in your own network."
        others = f"; also {' and '.join(self.other_hosts)}" if self.other_hosts else ""
        key = f", asked with {key_variable(self.name)}" if self.key_of else ""
        return f"{self.title}'s host{others}{key}."

    def load(self) -> "type[HostedVendor]":
        """The vendor's class; its module is imported at the first call."""
        module, _, class_name = self.class_path.partition(":")
        return cast("type[HostedVendor]", getattr(import_module(module, __package__), class_name))


VENDORS: tuple[VendorSpec, ...] = (
    VendorSpec(
        name="musicapi",
        title="MusicAPI",
        class_path=".musicapi:MusicAPI",
        default_url="https://api.musicapi.ai",
        other_hosts=("api.aimusicapi.ai", "api.sunoapi.com"),
        calls_back=True,
        signs=True,
    ),
    VendorSpec(
        name="acedata",
        title="AceDataCloud",
        class_path=".acedata:AceData",
        default_url="https://api.acedata.cloud",
        key_label="Key (API token)",
        calls_back=True,
    ),
    VendorSpec(name="ccapi", title="CCAPI", class_path=".ccapi:CCAPI", default_url="https://api.ccapi.ai"),
    VendorSpec(
        name="acestep",
        title="ACE-Step",
        class_path=".acestep:AceStep",
        default_url="",
        family="ace-step",
        own_server="http://127.0.0.1:8001",
    ),
    VendorSpec(
        name="musicapi-suno",
        title="MusicAPI Suno",
        class_path=".musicapi_suno:MusicAPISuno",
        default_url="https://api.musicapi.ai",
        family="suno",
        other_hosts=("api.aimusicapi.ai",),
        key_of="musicapi",
        calls_back=True,
        signs=True,
    ),
    VendorSpec(
        name="acedata-suno",
        title="AceDataCloud Suno",
        class_path=".acedata_suno:AceDataSuno",
        default_url="https://api.acedata.cloud",
        family="suno",
        key_of="acedata",
        calls_back=True,
    ),
    VendorSpec(
        name="ccapi-suno",
        title="CCAPI Suno",
        class_path=".ccapi_suno:CCAPISuno",
        default_url="https://api.ccapi.ai",
        family="suno",
        key_of="ccapi",
    ),
)
"""In the order in which a key makes one the default."""


def vendor_names() -> tuple[str, ...]:
    """The name of every vendor there is, in the order in which one becomes the default; the offline one is last."""
    return (*(spec.name for spec in VENDORS), OFFLINE)


def spec_of(name: str) -> VendorSpec | None:
    """The row of that name; None for the offline vendor and for a name nobody has."""
    return next((spec for spec in VENDORS if spec.name == name), None)


def calls_back(name: str) -> bool:
    """Whether that vendor documents a callback for finished tasks."""
    spec = spec_of(name)
    return spec is not None and spec.calls_back


def signs(name: str) -> bool:
    """Whether that vendor signs its callbacks."""
    spec = spec_of(name)
    return spec is not None and spec.signs


def key_variable(name: str) -> str:
    """The environment variable with the vendor's key."""
    spec = spec_of(name)
    return variable(spec.key_setting if spec else f"{_setting(name)}_key")


def url_variable(name: str) -> str:
    """The environment variable with the vendor's address."""
    spec = spec_of(name)
    return variable(spec.url_setting if spec else f"{_setting(name)}_url")


def main_variable(name: str) -> str:
    """The environment variable without which the vendor is not configured."""
    spec = spec_of(name)
    return variable(spec.main_setting) if spec else key_variable(name)


def main_variables() -> tuple[str, ...]:
    """Every variable by which a vendor is configured, each once."""
    return tuple(dict.fromkeys(variable(spec.main_setting) for spec in VENDORS))


def key_variables() -> tuple[str, ...]:
    """Every variable that holds a vendor's key, each once."""
    return tuple(dict.fromkeys(variable(spec.key_setting) for spec in VENDORS))


def vendor_settings() -> Iterator[tuple[str, str, str]]:
    """Every vendor's variables, each once: the setting's name, its default in words, what it does."""
    for spec in VENDORS:
        if spec.key_of is None:
            yield spec.key_setting, "", spec.key_help
        address = spec.default_url if spec.key_of is None else f"as {url_variable(spec.key_of)}"
        yield spec.url_setting, address, spec.url_help


def variable(setting: str) -> str:
    """The environment variable of a setting: `PRODUCER_ACME_KEY` for `acme_key`."""
    return f"{VARIABLE_PREFIX}{setting.upper()}"


def _setting(name: str) -> str:
    """A vendor's name as the beginning of a variable's: these have no hyphens."""
    return name.replace("-", "_")
