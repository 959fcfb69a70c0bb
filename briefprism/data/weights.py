"""The one loader of trained weights and of the sentence encoder: no pickle, and a hash for every file."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from briefprism.models.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class VerifiedFile:
    """A file whose bytes are checked against the manifest when they are read."""

    path: Traversable
    sha256: str

    def read_bytes(self) -> bytes:
        """The content.

        Raises:
            DataError: when the file is missing or was changed.
        """
        try:
            raw = self.path.read_bytes()
        except OSError as error:
            raise DataError(self.path.name, "the weights are missing", "install briefprism again") from error
        if hashlib.sha256(raw).hexdigest() != self.sha256:
            raise DataError(self.path.name, "the weights are not those that were shipped", "install briefprism again")
        return raw


def weights_folder() -> Traversable:
    """Where the weights lie inside the package."""
    return files("briefprism.data") / "weights"


@cache
def manifest() -> Mapping[str, Any]:
    """What ``manifest.json`` says of every file: hash, origin, licence, figures of the training."""
    found: dict[str, Any] = json.loads((weights_folder() / MANIFEST).read_text(encoding="utf-8"))
    return found


def encoder_file(name: str) -> VerifiedFile:
    """A file of the sentence encoder."""
    return VerifiedFile(weights_folder() / "minilm" / name, manifest()["files"][f"minilm/{name}"]["sha256"])


def load_arrays(name: str) -> dict[str, NDArray[np.generic]]:
    """The arrays of ``name.npz``, checked.

    Raises:
        DataError: when the file is missing, was changed, or holds objects.
    """
    import numpy as np

    entry = manifest()["files"].get(f"{name}.npz")
    if entry is None:
        raise DataError(f"{name}.npz", "the manifest does not know these weights", "install briefprism again")
    raw = VerifiedFile(weights_folder() / f"{name}.npz", entry["sha256"]).read_bytes()
    try:
        with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
            return {key: arrays[key] for key in arrays.files}
    except ValueError as error:
        raise DataError(f"{name}.npz", "the weights hold objects, not numbers", "install briefprism again") from error


def save_arrays(folder: Path, name: str, arrays: Mapping[str, NDArray[np.generic]]) -> str:
    """Write ``name.npz``, the same bytes for the same arrays; return its SHA-256."""
    import zipfile

    import numpy as np

    target = folder / f"{name}.npz"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for key in sorted(arrays):
            buffer = io.BytesIO()
            np.lib.format.write_array(buffer, np.ascontiguousarray(arrays[key]), allow_pickle=False)
            # A fixed date: numpy.savez writes the time of day into the file.
            archive.writestr(zipfile.ZipInfo(f"{key}.npy", (1980, 1, 1, 0, 0, 0)), buffer.getvalue(), zipfile.ZIP_DEFLATED, 9)
    return hashlib.sha256(target.read_bytes()).hexdigest()


def write_manifest(folder: Path, entries: Mapping[str, Mapping[str, object]]) -> None:
    """Set entries of the manifest of ``folder``; others stay."""
    path = folder / MANIFEST
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"files": {}}
    known["files"] = dict(sorted({**known["files"], **entries}.items()))
    path.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
