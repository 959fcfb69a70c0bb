"""Outcomes for a column of strings: each distinct string once, with a memo that cannot outgrow the memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from briefprism.models.errors import UsageError
from briefprism.models.table import Annotator, Cell, Column, Outcome, Tally

MEMO = 100_000
"""Distinct strings that are remembered: about 20 MB. Beyond it the memo starts anew, which costs time and no memory."""
MEMO_CHARACTERS = 20_000_000
"""How long they may be together."""

TYPES = {"text": pa.string(), "flag": pa.bool_(), "number": pa.float64()}


@dataclass(frozen=True, slots=True)
class Labels:
    """The outcomes of a batch: row ``i`` has ``outcomes[codes[i]]``; every outcome is used."""

    codes: pa.Int32Array
    outcomes: tuple[Outcome, ...]

    def tally(self) -> Tally:
        """Rows by what they count as."""
        found: Tally = Tally()
        for outcome, rows in zip(self.outcomes, np.bincount(self.codes.to_numpy()).tolist(), strict=False):
            found[outcome.counted] += rows
        return found

    def arrays(self, columns: Sequence[Column], chosen: Sequence[int]) -> list[pa.Array]:
        """The added columns, dictionary-encoded where they are text: few cells are distinct."""
        return [self._array(columns[i], [o.cells[i] for o in self.outcomes]) for i in chosen]

    def _array(self, column: Column, cells: list[Cell]) -> pa.Array:
        values = pa.array(cells, TYPES[column.type])
        if column.type != "text":
            return values.take(self.codes)
        encoded = values.dictionary_encode()
        at = encoded.indices.fill_null(-1).to_numpy()[self.codes.to_numpy()]  # five times as fast as Arrow's take
        return pa.DictionaryArray.from_arrays(pa.array(at, mask=at < 0 if encoded.null_count else None), encoded.dictionary, safe=False)


class Labeller:
    """Labels batches one after the other, remembering what it has met. Not for use by several threads at once."""

    def __init__(self, annotator: Annotator, memo: int = MEMO) -> None:
        self.annotator = annotator
        self._limit = memo
        self._characters = 0
        self._codes: dict[str | tuple[str, str] | None, int] = {}
        self._known: dict[Outcome, int] = {}
        self._outcomes: list[Outcome] = []

    def label(self, names: pa.Array, descriptions: pa.Array | None = None) -> Labels:
        """The outcomes of ``names`` (an array of any type that reads as text; nulls count as empty)."""
        if len(self._codes) > self._limit or len(self._outcomes) > self._limit or self._characters > MEMO_CHARACTERS:
            self._codes, self._known, self._outcomes, self._characters = {}, {}, [], 0
        if descriptions is None:
            encoded = names if pa.types.is_dictionary(names.type) else as_text(names).dictionary_encode()
            distinct = np.array([self._code(key) for key in as_text(encoded.dictionary).to_pylist()] + [-1], np.int32)
            if encoded.null_count:
                distinct[-1] = self._code(None)
            codes = distinct[encoded.indices.fill_null(len(distinct) - 1).to_numpy(zero_copy_only=False)]
        else:
            pairs = zip(as_text(names).to_pylist(), as_text(descriptions).to_pylist(), strict=True)
            codes = np.fromiter((self._code((a or "", b or "")) for a, b in pairs), np.int32, len(names))
        # In the order of the rows: what was met in earlier parts must not show in the bytes of this one.
        first = np.full(len(self._outcomes), len(codes))
        first[codes[::-1]] = np.arange(len(codes))[::-1]
        order = np.argsort(first, kind="stable")
        used = order[: np.count_nonzero(first < len(codes))]
        local = np.zeros(len(self._outcomes), np.int32)
        local[used] = np.arange(len(used), dtype=np.int32)
        return Labels(pa.array(local[codes], pa.int32()), tuple(self._outcomes[i] for i in used))

    def _code(self, key: str | tuple[str, str] | None) -> int:
        code = self._codes.get(key)
        if code is None:
            outcome = self.annotator(*key) if isinstance(key, tuple) else self.annotator(key or "")
            code = self._known.setdefault(outcome, len(self._outcomes))
            if code == len(self._outcomes):
                self._outcomes.append(outcome)
            self._codes[key] = code
            self._characters += sum(map(len, key)) if isinstance(key, tuple) else len(key or "")
        return code


def as_text(values: pa.Array) -> pa.Array:
    """The same as strings.

    Raises:
        UsageError: when the column holds what cannot be read as text, such as lists.
    """
    if pa.types.is_string(values.type):
        return values
    try:
        return values.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        raise UsageError("--column", f"the column holds {values.type}, no text", "name a column that holds names") from None
