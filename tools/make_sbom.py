"""Write sbom.cdx.json, the bill of materials (CycloneDX) of what users get, or with --check fail when it is stale.

Run it where exactly requirements-dev.txt is installed, on the oldest Python that is supported: versions, licences and who needs
whom are read from the installed packages by cyclonedx-bom. The weights that the package carries are listed with their hashes.
The same packages give the same bytes: no date, no serial number, no addresses of the web.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from dependencies import ROOT, extras_for_users, graph
from packaging.utils import canonicalize_name

from briefprism.data.weights import manifest
from briefprism.version import VERSION

TARGET = ROOT / "sbom.cdx.json"


def installed() -> dict[str, Any]:
    """What cyclonedx-bom says of all that is installed beside this interpreter."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "all.json"
        command = [sys.executable, "-m", "cyclonedx_py", "environment", "--output-reproducible", "--spec-version", "1.6"]
        run = subprocess.run(  # noqa: S603 - our own command
            [*command, "--pyproject", str(ROOT / "pyproject.toml"), "--output-file", str(out), sys.executable],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode:
            raise SystemExit(f"cyclonedx_py: {run.stderr.strip()}")
        said: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return said


def weights() -> Iterator[dict[str, Any]]:
    """The files of weights as components; those that we did not train say where they come from."""
    for name, entry in sorted(manifest()["files"].items()):
        component = {
            "bom-ref": f"weights/{name}",
            "type": "machine-learning-model" if name.endswith((".npz", ".onnx")) else "data",
            "name": name,
            "description": entry.get("origin", "trained from the texts in briefprism/data/training by `briefprism train`"),
            "licenses": [{"license": {"id": entry.get("licence", "Apache-2.0")}}],
            "hashes": [{"alg": "SHA-256", "content": entry["sha256"]}],
        }
        yield component


def bill() -> dict[str, Any]:
    """The bill: of what is installed only what users get, and the weights."""
    needed = graph(extras_for_users())
    said = installed()
    kept = {canonicalize_name(c["name"]): c for c in said["components"] if canonicalize_name(c["name"]) in needed.keys() - {"briefprism"}}
    for component in kept.values():
        component.pop("externalReferences", None)
    refs = {name: component["bom-ref"] for name, component in kept.items()} | {"briefprism": "briefprism"}
    ours = list(weights())
    needs = [{"ref": refs[name], "dependsOn": sorted(refs[other] for other in asked)} for name, asked in needed.items()]
    next(entry for entry in needs if entry["ref"] == "briefprism")["dependsOn"] += [w["bom-ref"] for w in ours]
    about = said["metadata"]["component"] | {"bom-ref": "briefprism", "version": VERSION, "purl": f"pkg:pypi/briefprism@{VERSION}"}
    about.pop("externalReferences", None)
    return {
        "$schema": said["$schema"],
        "bomFormat": said["bomFormat"],
        "specVersion": said["specVersion"],
        "version": 1,
        "metadata": {"component": about, "properties": said["metadata"]["properties"]},
        "components": sorted([*kept.values(), *ours], key=lambda c: c["bom-ref"]),
        "dependencies": sorted(needs, key=lambda entry: entry["ref"]),
    }


def main() -> int:
    """Write, or compare; either way the bill is held against the schema of CycloneDX."""
    text = json.dumps(bill(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault is not None:
        raise SystemExit(f"sbom.cdx.json: it is no valid CycloneDX: {fault}")
    if "--check" not in sys.argv[1:]:
        TARGET.write_text(text, encoding="utf-8")
    elif not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text:
        print("sbom.cdx.json is stale; run: python tools/make_sbom.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
