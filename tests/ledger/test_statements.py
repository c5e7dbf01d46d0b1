"""The named statements of the `.sql` files, and the code that runs them."""

import re
from pathlib import Path

from producer_mcp import ledger
from producer_mcp.ledger.sqlite import SQL_FILES
from producer_mcp.ledger.statements import read_statements

FOLDER = Path(ledger.__file__).parent


def test_every_statement_is_run_somewhere_and_every_one_that_is_run_is_there() -> None:
    code = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    run = set(re.findall(r'(?:\.(?:one|all|run)|self\._one)\(\s*"(\w+)"', code))
    assert read_statements(*SQL_FILES).keys() == run


def test_every_file_of_statements_is_read() -> None:
    assert {path.name for path in FOLDER.glob("*.sql")} == set(SQL_FILES)


def test_a_statement_is_what_stands_under_its_name() -> None:
    assert read_statements("retirements.sql")["retired_operations"] == (
        "SELECT operation FROM retirement WHERE account = :account AND until > :now;"
    )
