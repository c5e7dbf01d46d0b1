"""What the package imports is what it declares."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

import producer_mcp

PACKAGE = Path(producer_mcp.__file__).parent
PROJECT = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
DISTRIBUTIONS = packages_distributions()


def distribution(requirement: str) -> str:
    """The normalised name in a requirement: `PyJWT[crypto]>=2` is `pyjwt`."""
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name is not None
    return re.sub(r"[-_.]+", "-", name[0]).lower()


def imported(path: Path) -> Iterator[str]:
    """The top-level packages of others that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name.split(".")[0] for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module.split(".")[0]


def test_every_import_is_declared() -> None:
    ours = {"producer_mcp", *sys.stdlib_module_names}
    packages = {name for path in PACKAGE.rglob("*.py") for name in imported(path)} - ours
    declared = PROJECT["dependencies"] + [each for extra in PROJECT["optional-dependencies"].values() for each in extra]
    names = {distribution(requirement) for requirement in declared}
    assert {package for package in packages if not names & set(map(distribution, DISTRIBUTIONS[package]))} == set()
    provided = {distribution(each) for package in packages for each in DISTRIBUTIONS[package]}
    assert names - provided == set(), "declared, and imported nowhere"
