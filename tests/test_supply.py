"""What we are built from: the lock files, no pickle anywhere, weights that were tampered with, the bill of materials."""

from __future__ import annotations

import ast
import json
import re
import shutil
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from briefprism.classifier.vectors import Encoder
from briefprism.data import weights
from briefprism.data.weights import load_arrays, manifest, weights_folder
from briefprism.models.errors import DataError
from tests.conftest import PACKAGE, REPO

PICKLERS = {"pickle", "cPickle", "_pickle", "dill", "cloudpickle", "joblib", "shelve", "marshal", "skops", "jsonpickle"}
PICKLED = {".pkl", ".pickle", ".joblib", ".npy", ".pt", ".pth", ".h5", ".dill"}


def required(*without: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for, of all extras but those."""
    said = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))
    hook = said["tool"]["hatch"]["metadata"]["hooks"]["custom"]
    extras = said["project"]["optional-dependencies"]
    lines = [*hook["dependencies"], *hook["compiled"], *(line for name, found in extras.items() if name not in without for line in found)]
    return (found for found in map(Requirement, lines) if found.name != "briefprism")


def locked(name: str) -> dict[str, list[tuple[str, str]]]:
    """Project to its (version, hashes) in a lock file; several where markers tell Pythons apart."""
    text = (REPO / name).read_text(encoding="utf-8")
    found: dict[str, list[tuple[str, str]]] = {}
    for entry in re.findall(r"^[a-z0-9].*(?:\n .*)*", text, re.MULTILINE):
        project, version = re.match(r"([a-z0-9-]+)==(\S+)", entry).groups()
        found.setdefault(canonicalize_name(project), []).append((version, entry))
    return found


@pytest.mark.parametrize(("name", "without"), [("requirements-dev.txt", ()), ("requirements.txt", ("bench", "dev", "docs", "test"))])
def test_a_lock_holds_all_that_is_asked_for_at_versions_that_are_allowed(name: str, without: tuple[str, ...]) -> None:
    pinned = locked(name)
    stale = [
        str(wanted)
        for wanted in required(*without)
        if not any(wanted.specifier.contains(version) for version, _ in pinned.get(canonicalize_name(wanted.name), []))
    ]
    assert not stale, f"run tools/lock: {name} does not fit pyproject.toml"


@pytest.mark.parametrize("name", ["requirements-dev.txt", "requirements.txt"])
def test_every_pin_has_its_hashes_and_no_pin_names_a_place(name: str) -> None:
    pinned = locked(name)
    assert len(pinned) > 40
    for project, entries in pinned.items():
        for _, entry in entries:
            assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), project
    assert not re.search(r"://|--index|--find-links|(?<!sha256):/|@ ", (REPO / name).read_text(encoding="utf-8"))


def test_both_locks_hold_the_same_versions() -> None:
    users, development = (
        {name: {version for version, _ in entries} for name, entries in locked(file).items()}
        for file in ("requirements.txt", "requirements-dev.txt")
    )
    assert users == {project: development[project] for project in users}


def imports(tree: ast.AST) -> Iterator[str]:
    """The first part of every module that is imported, also by name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"import_module", "__import__"}:
            yield from (str(a.value).split(".")[0] for a in node.args if isinstance(a, ast.Constant))


def unpicklers(tree: ast.AST) -> Iterator[int]:
    """Lines that allow numpy or pandas to read a pickle, or PyYAML to build any object."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.keyword)
            and node.arg == "allow_pickle"
            and not (isinstance(node.value, ast.Constant) and not node.value.value)
        ):
            yield node.value.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            owner, name = ast.unparse(node.func.value), node.func.attr
            without = all(k.arg != "allow_pickle" for k in node.keywords)
            if name == "read_pickle" or (owner in {"np", "numpy"} and name == "load" and without):
                yield node.lineno
            if owner == "yaml" and name in {"unsafe_load", "full_load", "UnsafeLoader", "FullLoader", "Loader"}:
                yield node.lineno


def faults(source: str) -> list[str]:
    """What a module has to do with pickle."""
    tree = ast.parse(source)
    return [*sorted(PICKLERS & set(imports(tree))), *(f"line {line}" for line in unpicklers(tree))]


@pytest.mark.parametrize(
    "source",
    ["import pickle", "from joblib import load", "import os, cloudpickle.cloudpickle", "importlib.import_module('dill')",
     "np.load(f)", "np.load(f, allow_pickle=True)", "np.load(f, allow_pickle=flag)", "pd.read_pickle(f)", "yaml.unsafe_load(f)"],
)  # fmt: skip
def test_the_search_for_pickle_finds_it(source: str) -> None:
    assert faults(source)


@pytest.mark.parametrize("source", ["np.load(f, allow_pickle=False)", "import json", "yaml.safe_load(f)"])
def test_the_search_for_pickle_leaves_the_rest_alone(source: str) -> None:
    assert not faults(source)


def test_nothing_of_ours_reads_or_writes_pickle() -> None:
    """Ours only: scikit-learn copies estimators by it, and PySpark sends the labeller to its workers by it, by design."""
    modules = sorted(PACKAGE.rglob("*.py"))
    assert len(modules) > 50
    found = {path.relative_to(PACKAGE).as_posix(): said for path in modules if (said := faults(path.read_text(encoding="utf-8")))}
    assert not found


def test_no_file_that_we_ship_is_a_pickle() -> None:
    shipped = [p for p in PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    assert not [p for p in shipped if p.suffix in PICKLED]
    # A pickle of protocol 2 and later begins with these bytes, whatever its name.
    assert not [p for p in shipped if re.match(rb"\x80[\x02-\x05]", p.read_bytes()[:2])]
    for path in (p for p in shipped if p.suffix == ".npz"):
        assert all(array.dtype.kind in "biufUS" for array in load_arrays(path.stem).values()), path.name


LOADERS: dict[str, Callable[[], object]] = {
    "labels.npz": lambda: load_arrays("labels"),
    "craft.npz": lambda: load_arrays("craft"),
    "status.npz": lambda: load_arrays("status"),
    "described.npz": lambda: load_arrays("described"),
    "minilm/model.onnx": Encoder,
    "minilm/vocab.txt": Encoder,
}
"""Each file of weights, and what reads it in earnest."""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(str(weights_folder()), tmp_path_factory.mktemp("copy") / "weights"))


def test_every_file_of_weights_is_tampered_with_below() -> None:
    assert {name for name in manifest()["files"] if not name.endswith(("LICENSE", ".md"))} == set(LOADERS)


@pytest.mark.parametrize("name", LOADERS)
def test_weights_that_were_changed_are_not_used(name: str, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "weights_folder", lambda: copy)
    good = (copy / name).read_bytes()
    middle = len(good) // 2
    (copy / name).write_bytes(good[:middle] + bytes([good[middle] ^ 1]) + good[middle + 1 :])
    try:
        with pytest.raises(DataError, match=re.escape(f"{Path(name).name}: the weights are not those that were shipped")):
            LOADERS[name]()
    finally:
        (copy / name).write_bytes(good)
    LOADERS[name]()


def test_the_bill_of_materials_names_every_direct_dependency_and_every_weight() -> None:
    bill = json.loads((REPO / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert bill["bomFormat"] == "CycloneDX"
    named = {component["name"] for component in bill["components"]}
    assert {canonicalize_name(wanted.name) for wanted in required("bench", "dev", "docs", "test")} <= {canonicalize_name(n) for n in named}
    hashes = {h["content"] for component in bill["components"] for h in component.get("hashes", [])}
    assert {entry["sha256"] for entry in manifest()["files"].values()} <= hashes
