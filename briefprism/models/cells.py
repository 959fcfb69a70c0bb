"""Cells that a spreadsheet would take for a formula, and the mark that keeps them text.

A text file does not say which cells are text: a spreadsheet that opens it runs what begins with ``=``, ``+``, ``-``, ``@``, a
tab or a line end. One ``'`` before such a cell makes it harmless; a cell that has some already gets one more, so that taking
one away always gives back what was there. Source: https://owasp.org/www-community/attacks/CSV_Injection
"""

from __future__ import annotations

import re
from typing import Final

FORMULA: Final = "'*[=+\\-@\t\r\n＝＋－＠](?s:.*)"
"""What is a formula, or is one behind its marks. Understood alike by Python, RE2 and Java; for the whole of a cell."""
NUMBER: Final = "'*[+-][0-9 \u00a0.,:%/()+-]*(?:[0-9][eE][+-]?[0-9]+)?"
"""What begins like a formula and can be none: numbers, telephone numbers, a lone dash. Without letters nothing is called."""
_FORMULA, _NUMBER = re.compile(FORMULA), re.compile(NUMBER)


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet may run a cell, or would without the marks before it."""
    return bool(_FORMULA.fullmatch(cell)) and not _NUMBER.fullmatch(cell)


def escape_formula(cell: str) -> str:
    """The cell, with one mark more if it is a formula."""
    return "'" + cell if is_formula(cell) else cell


def unescape_formula(cell: str) -> str:
    """What ``escape_formula`` was given."""
    return cell[1:] if cell.startswith("'") and is_formula(cell) else cell
