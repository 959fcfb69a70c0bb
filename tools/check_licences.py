"""List the licence of every package that users get, and fail on one that is not on the list below: python tools/check_licences.py.

What is allowed asks nothing of those who use briefprism but to keep its notices. (MPL is among them: it speaks of its own files.)
"""

from __future__ import annotations

import sys
from importlib import metadata

from dependencies import extras_for_users, graph

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0", "ISC", "LLVM-exception", "MIT", "MIT-0",
    "MIT-CMU", "MPL-1.1", "MPL-2.0",
    "PSF-2.0", "Unicode-3.0", "Unlicense", "Zlib",
}  # fmt: skip
_NAMES = {
    "mit": "MIT", "mit license": "MIT", "the mit license": "MIT", "apache 2.0": "Apache-2.0", "apache license 2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0", "apache software license": "Apache-2.0", "apache-2.0 license": "Apache-2.0",
    "apache2": "Apache-2.0", "bsd license": "BSD", "new bsd": "BSD-3-Clause", "3-clause bsd license": "BSD-3-Clause",
    "isc license (iscl)": "ISC", "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0", "python software foundation license": "PSF-2.0",
    "http://www.apache.org/licenses/license-2.0": "Apache-2.0",
}  # fmt: skip
"""Words in which packages without an SPDX expression name a licence."""
_READ = {
    "peewee": "MIT",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pyphen": "GPL-2.0-or-later OR LGPL-2.1-or-later OR MPL-1.1",
    "resvg-py": "MIT",
}
"""Packages whose metadata name none, or not how several go together: we read the file LICENSE that they bring."""


def licence(name: str) -> str:
    """The SPDX expression of an installed package; its classifiers, or its own words, where it gives none."""
    if name in _READ:
        return _READ[name]
    said = metadata.metadata(name)
    expression = said.get("License-Expression")
    if expression:
        return str(expression)
    classified = [c.rsplit(" :: ", 1)[1] for c in said.get_all("Classifier", []) if c.startswith("License ::") and c.count(" :: ") > 1]
    words = classified or [(said.get("License") or "not named").strip().split("\n")[0]]
    return " AND ".join(sorted({_NAMES.get(word.lower(), word) for word in words}))


def allowed(expression: str) -> bool:
    """Whether one may choose so that all licences are on the list: of ``A OR B`` one, of ``A AND B`` both.

    ``OR`` is taken to bind closer, whatever the brackets say: that refuses rather than allows.
    """
    parts = expression.replace("(", " ").replace(")", " ").split(" AND ")
    return all(any(all(p.strip() in ALLOWED for p in choice.split(" WITH ")) for choice in part.split(" OR ")) for part in parts)


def main() -> int:
    """Print the list; name what is not allowed."""
    found = {name: licence(name) for name in sorted(graph(extras_for_users())) if name != "briefprism"}
    for name, expression in found.items():
        print(f"{name} {metadata.version(name)}: {expression}")
    refused = [f"{name}: licence '{expression}'" for name, expression in found.items() if not allowed(expression)]
    for line in refused:
        print(f"{line} is not on the list in tools/check_licences.py; leave the package out, or decide on it", file=sys.stderr)
    return bool(refused)


if __name__ == "__main__":
    sys.exit(main())
