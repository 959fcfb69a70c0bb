"""The one loader of the prompts. A changed prompt is a new file with the next version in its name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from string import Template
from typing import Final

from briefprism.models.errors import DataError

VERSIONS: Final = {"names": 1, "sentences": 1}


@dataclass(frozen=True, slots=True)
class Prompt:
    """``system`` says what the model is for; ``user`` holds the slots $data and, for sentences, $elements.

    ``digest`` is the SHA-256 of the file.
    """

    system: str
    user: Template
    digest: str


def load_prompt(name: str) -> Prompt:
    """A prompt in its present version.

    Raises:
        DataError: when its file is broken.
    """
    file = f"{name}.v{VERSIONS[name]}.txt"
    raw = (files("briefprism.data") / "prompts" / file).read_text(encoding="utf-8")
    system, mark, user = raw.partition("\n---\n")
    if not mark or "$data" not in user:
        raise DataError(file, "the prompt has not its two parts", "install briefprism again")
    return Prompt(system.strip(), Template(user.strip()), hashlib.sha256(raw.encode("utf-8")).hexdigest())


def prompts_digest() -> str:
    """One hash of all prompts in their present versions."""
    return hashlib.sha256("".join(load_prompt(name).digest for name in sorted(VERSIONS)).encode()).hexdigest()
