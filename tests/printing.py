"""Prints what is said in code and shown elsewhere: the README's tables, the registry card, the tools' snapshots.

`uv run python -m tests.printing` writes them anew.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from producer_mcp.operations import OPERATIONS
from producer_mcp.settings import Settings
from producer_mcp.vendors import Offer
from producer_mcp.vendors.offline import Offline
from producer_mcp.vendors.registry import OFFLINE, VENDORS as SPECS, key_variables

from .snapshots import renew, tools_on_wire

HERE = Path(__file__).resolve().parents[1]
README, CARD = HERE / "README.md", HERE / "server.json"
VENDORS: Mapping[str, Mapping[Any, Offer]] = {
    **{spec.title: spec.load()("https://vendor.test", "key").offers for spec in SPECS},
    OFFLINE: Offline.offers,
}


def tools() -> Iterator[str]:
    yield "| tool | what it does |"
    yield "|---|---|"
    for tool in tools_on_wire():
        yield f"| `{tool['name']}` | {tool['description']} |"


def offers() -> Iterator[str]:
    yield f"| tool | {' | '.join(VENDORS)} |"
    yield f"|---|{'---|' * len(VENDORS)}"
    for kind in OPERATIONS:
        cells = (_cell(offers.get(kind)) for offers in VENDORS.values())
        yield f"| `{kind.name}` | {' | '.join(cells)} |"


def _cell(offer: Offer | None) -> str:
    if offer is None:
        return "–"
    price = "" if offer.price is None else "free" if offer.price.amount == 0 else f"{offer.price.amount:g} {offer.price.unit}"
    return " ".join(filter(None, ["yes" if offer.documented else "·", f"({price})" if price else ""]))


def settings() -> Iterator[str]:
    yield "| variable | unset | what it does |"
    yield "|---|---|---|"
    for name, shown, what in Settings.variables():
        yield f"| `{name}` | {shown} | {what} |"


TABLES = {"tools": tools, "offers": offers, "settings": settings}


def readme(text: str) -> str:
    """The README with its tables as the code has them."""
    for name, rows in TABLES.items():
        before, _, rest = text.partition(f"<!-- printed: {name} -->\n")
        _, end, after = rest.partition("<!-- end -->")
        text = f"{before}<!-- printed: {name} -->\n{chr(10).join(rows())}\n{end}{after}"
    return text


def card(told: dict[str, Any]) -> dict[str, Any]:
    """The registry card with the project's version and variables."""
    version = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    variables = [
        {"name": name, "description": what, "format": "string"} | ({"isSecret": True} if name in key_variables() else {})
        for name, _, what in Settings.variables()
    ]
    package = told["packages"][0] | {"version": version, "environmentVariables": variables}
    return told | {"version": version, "packages": [package]}


def main() -> None:
    README.write_text(readme(README.read_text("utf-8")), "utf-8")
    CARD.write_text(json.dumps(card(json.loads(CARD.read_text("utf-8"))), indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
    renew()
