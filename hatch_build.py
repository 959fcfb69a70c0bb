"""What the build asks of the machine: durable-rules is required only where it can be built.

It comes as C source only, so that a machine without a compiler could not install briefprism at all. The two rule engines must
give equal answers (docs/adr/0003), so that leaving one out changes no report; see docs/adr/0013.
"""

from __future__ import annotations

import os
import shlex
import shutil
import sysconfig
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface


def can_compile_c() -> bool:
    """Whether the compiler that Python's own build names is here, and Python's headers with it."""
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "")
    headers = Path(sysconfig.get_path("include")) / "Python.h"
    return bool(compiler) and shutil.which(compiler[0]) is not None and headers.is_file()


class CustomMetadataHook(MetadataHookInterface):
    """Adds the dependencies, which stand under ``[tool.hatch.metadata.hooks.custom]`` in pyproject.toml."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set ``dependencies``; ``compiled`` are those that are built from C on this machine."""
        compiled = self.config["compiled"] if can_compile_c() else []
        metadata["dependencies"] = sorted([*self.config["dependencies"], *compiled])
