"""Weights are read only when their bytes are those of the manifest, and hold numbers only."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from briefprism.data import weights
from briefprism.data.weights import VerifiedFile, encoder_file, load_arrays, manifest, save_arrays, weights_folder, write_manifest
from briefprism.models.errors import DataError

ARRAYS = {"b": np.arange(12, dtype=np.float32).reshape(3, 4), "a": np.array(["goal", "owner"]), "empty": np.zeros((0, 3))}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A weights folder of its own, with ``lines.npz`` in its manifest."""
    write_manifest(tmp_path, {"lines.npz": {"sha256": save_arrays(tmp_path, "lines", ARRAYS)}})
    monkeypatch.setattr(weights, "weights_folder", lambda: tmp_path)
    manifest.cache_clear()
    yield tmp_path
    manifest.cache_clear()


def test_what_is_saved_is_loaded(folder: Path) -> None:
    loaded = load_arrays("lines")
    assert set(loaded) == set(ARRAYS)
    for key, array in ARRAYS.items():
        assert loaded[key].dtype == array.dtype
        np.testing.assert_array_equal(loaded[key], array)


@pytest.mark.parametrize("position", [0, 40, -1])
def test_a_changed_byte_is_refused(folder: Path, position: int) -> None:
    path = folder / "lines.npz"
    raw = bytearray(path.read_bytes())
    raw[position] ^= 1
    path.write_bytes(bytes(raw))
    with pytest.raises(DataError) as caught:
        load_arrays("lines")
    assert (caught.value.place, caught.value.fault) == ("lines.npz", "the weights are not those that were shipped")


def test_missing_weights_are_named(folder: Path) -> None:
    (folder / "lines.npz").unlink()
    with pytest.raises(DataError, match=r"lines\.npz: the weights are missing; install briefprism again"):
        load_arrays("lines")


def test_weights_that_the_manifest_does_not_know_are_refused(folder: Path) -> None:
    save_arrays(folder, "other", ARRAYS)
    with pytest.raises(DataError, match=r"other\.npz"):
        load_arrays("other")


def test_objects_are_not_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="allow_pickle"):
        save_arrays(tmp_path, "lines", {"a": np.array([{"x": 1}], dtype=object)})


def test_objects_are_not_read(folder: Path) -> None:
    path = folder / "lines.npz"
    np.savez(path, allow_pickle=True, a=np.array([{"x": 1}], dtype=object))
    write_manifest(folder, {"lines.npz": {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}})
    manifest.cache_clear()
    with pytest.raises(DataError, match=r"lines\.npz: the weights hold objects"):
        load_arrays("lines")


def test_the_same_arrays_give_the_same_bytes(tmp_path: Path) -> None:
    first = save_arrays(tmp_path, "one", ARRAYS)
    second = save_arrays(tmp_path, "two", dict(reversed(ARRAYS.items())))
    assert first == second
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert save_arrays(tmp_path, "three", ARRAYS | {"b": ARRAYS["b"] + 1}) != first
    assert save_arrays(tmp_path, "four", ARRAYS | {"b": np.asfortranarray(ARRAYS["b"])}) == first


def test_the_manifest_keeps_what_it_is_not_told_to_change(folder: Path) -> None:
    write_manifest(folder, {"a.npz": {"sha256": "0", "origin": "näh"}})
    found = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert list(found["files"]) == ["a.npz", "lines.npz"]
    assert found["files"]["a.npz"] == {"sha256": "0", "origin": "näh"}


def test_a_verified_file(tmp_path: Path) -> None:
    path = tmp_path / "x.bin"
    path.write_bytes(b"abc")
    digest = hashlib.sha256(b"abc").hexdigest()
    assert VerifiedFile(path, digest).read_bytes() == b"abc"
    with pytest.raises(DataError):
        VerifiedFile(path, digest[::-1]).read_bytes()


def test_the_manifest_lists_every_shipped_file_and_no_other() -> None:
    root = Path(str(weights_folder()))
    shipped = {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file()} - {"manifest.json"}
    assert shipped == set(manifest()["files"])


@pytest.mark.parametrize("name", sorted(manifest()["files"]))
def test_a_shipped_file_is_the_one_of_the_manifest(name: str) -> None:
    entry = manifest()["files"][name]
    assert VerifiedFile(weights_folder() / name, entry["sha256"]).read_bytes()
    if name.startswith("minilm/"):
        assert entry["licence"]
        assert entry["origin"]
        assert encoder_file(name.removeprefix("minilm/")).sha256 == entry["sha256"]
