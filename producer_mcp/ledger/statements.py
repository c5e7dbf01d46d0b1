"""Reads `.sql` files: each statement stands under a line `-- name: its_name`."""

import re
from importlib.resources import files

NAME_LINE = re.compile(r"^-- name: (\w+)$", re.MULTILINE)


def read_statements(*file_names: str) -> dict[str, str]:
    """The statements of this folder's files, by name; `ValueError` if two have the same name."""
    statements: dict[str, str] = {}
    for file_name in file_names:
        text = (files(__package__) / file_name).read_text("utf-8")
        _, *parts = NAME_LINE.split(text)
        for name, sql in zip(parts[::2], parts[1::2], strict=True):
            if name in statements:
                raise ValueError(f"{file_name} has another statement named {name}")
            statements[name] = sql.strip()
    return statements
