"""Prints what is said in code and shown elsewhere: tables and examples in documents, the registry card, tool snapshots.

`uv run python -m tests.printing` writes them anew.
"""

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from producer_mcp.operations import OPERATIONS, AddPart, Operation
from producer_mcp.settings import Settings
from producer_mcp.vendors import Offer
from producer_mcp.vendors.offline import Offline
from producer_mcp.vendors.registry import OFFLINE, VENDORS as SPECS, key_variables

from .snapshots import renew, tools_on_wire
from .test_rooms import PACKAGE, ROOMS

HERE = Path(__file__).resolve().parents[1]
README, CARD = HERE / "README.md", HERE / "server.json"
DOCUMENTS = (README, HERE / "ARCHITECTURE.md", HERE / "CONTRIBUTING.md")
HOSTED = {spec: spec.load()(spec.base_url, "key") for spec in SPECS}
VENDORS: Mapping[str, Mapping[Any, Offer]] = {
    **{spec.title: vendor.offers for spec, vendor in HOSTED.items()},
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
        cells = (_cell(kind, offers.get(kind)) for offers in VENDORS.values())
        yield f"| `{kind.name}` | {' | '.join(cells)} |"


def _cell(kind: type[Operation], offer: Offer | None) -> str:
    if offer is None:
        return "–"
    price = "" if offer.price is None else "free" if offer.price.amount == 0 else f"{offer.price.amount:g} {offer.price.unit}"
    closed = f"**{offer.closed.word}** {offer.closed.date}" if offer.closed else "yes" if offer.documented else ""
    parts = f"({', '.join(offer.parts)} only)" if kind is AddPart and len(offer.parts) == 1 else ""
    return " ".join(filter(None, [closed, "" if offer.documented else "·", f"({price})" if price else "", parts]))


def runs() -> Iterator[str]:
    """What makes the music at each vendor, and what its pages call over, by host."""
    yield "| vendor | host | what runs there | over, says the vendor |"
    yield "|---|---|---|---|"
    for spec in SPECS:
        for host in dict.fromkeys((urlsplit(spec.base_url).hostname or "", *spec.other_hosts)):
            vendor = spec.load()(f"https://{host}", "key")
            where = "your own" if spec.own_server else f"`{host}`"
            yield f"| {spec.title} | {where} | {vendor.runs} | {_over(vendor.offers)} |"


def _over(offers: Mapping[Any, Offer]) -> str:
    """The closed operations, gathered by who says so and since when."""
    names: dict[str, list[str]] = {}
    for kind, offer in offers.items():
        if offer.closed is not None:
            names.setdefault(str(offer.closed), []).append(f"`{kind.name}`")
    return "; ".join(f"{', '.join(kinds)}: {closure}" for closure, kinds in names.items()) or "–"


def settings() -> Iterator[str]:
    yield "| variable | unset | what it does |"
    yield "|---|---|---|"
    for name, shown, what in Settings.variables():
        yield f"| `{name}` | {shown} | {what} |"


def tree() -> Iterator[str]:
    """Each folder and file of the package, with the first sentence of its docstring."""
    yield "```"
    yield "producer_mcp/"
    for path in sorted(PACKAGE.rglob("*.py"), key=_place_in_tree):
        if path.name != "__init__.py":
            yield f"{_indent(path)}{path.stem:<18} {_purpose(path)}"
        elif path.parent != PACKAGE:
            yield f"{_indent(path.parent)}{path.parent.name + '/':<18} {_purpose(path)}"
    yield "```"


def _place_in_tree(path: Path) -> tuple[tuple[bool, str], ...]:
    """Orders files before folders, and a folder's `__init__` before what is in it."""
    *folders, name = path.relative_to(PACKAGE).parts
    return (*((True, folder) for folder in folders), (False, "" if name == "__init__.py" else name))


def _indent(path: Path) -> str:
    return "  " * len(path.relative_to(PACKAGE).parts)


def _purpose(path: Path) -> str:
    words = " ".join((ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].split())
    return re.split(r"(?<=[a-z0-9`)])[.;] ", words)[0].rstrip(".")


def rooms() -> Iterator[str]:
    """What each room may import, and which of its files others may import."""
    yield "| room | imports | its face beside `__init__` |"
    yield "|---|---|---|"
    for room, rule in ROOMS.items():
        if rule.imports or rule.face or "/" in room:
            yield f"| `{room}` | {_names(rule.imports.replace(ROOMS['engine/*'].imports, 'engine/*'))} | {_names(rule.face)} |"


def _names(names: str) -> str:
    return " ".join(f"`{name}`" for name in names.split()) or "–"


TABLES = {"tools": tools, "offers": offers, "runs": runs, "settings": settings, "tree": tree, "rooms": rooms}
PRINTED = re.compile(r"(?<=<!-- printed: )([^>]+?)( -->\n).*?(?=<!-- end -->)", re.DOTALL)


def document(text: str) -> str:
    """A document with its tables and examples as the code has them."""
    return PRINTED.sub(lambda found: f"{found[1]}{found[2]}{chr(10).join(_printed(found[1]))}\n", text)


def _printed(what: str) -> Iterator[str]:
    """The rows of a table, or the source of the names in a file: `tests/vendors/acme.py ACME Acme`."""
    if what in TABLES:
        yield from TABLES[what]()
        return
    file, *names = what.split()
    source = (HERE / file).read_text("utf-8")
    yield "```python"
    for number, name in enumerate(names):
        yield from ("", "") if number else ()
        yield from _source_of(name, source)
    yield "```"


def _source_of(name: str, source: str) -> Iterator[str]:
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", node)]
        if name in {getattr(target, "id", getattr(target, "name", None)) for target in targets}:
            decorators = [decorator.lineno for decorator in getattr(node, "decorator_list", ())]
            yield from source.splitlines()[min([node.lineno, *decorators]) - 1 : node.end_lineno]
            return
    raise KeyError(name)


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
    for path in DOCUMENTS:
        path.write_text(document(path.read_text("utf-8")), "utf-8")
    CARD.write_text(json.dumps(card(json.loads(CARD.read_text("utf-8"))), indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
    renew()
