"""Resolving messy names, against RapidFuzz's extractOne over the same catalogue, in one run: python benchmarks/names.py."""

from __future__ import annotations

import random
import string
import time

from rapidfuzz import process

from briefprism.classifier.resolver import Resolver
from briefprism.data.catalogue import load_catalogue
from briefprism.data.folding import fold

COUNT = 20_000
PEER_COUNT = 300  # the peer is slow: it does a sample, and its rate is compared
SHAPES = ("{}", "our {} page", "{} ads", "{}.com/acme?utm_source=x", "{} / blog", "{} (paid)", "www.{}.com", "{}!!", "{}_cpc")


def messy_names(count: int) -> list[str]:
    """Distinct strings: names of the catalogue in odd shapes, with typing errors, and plain noise."""
    random.seed(7)
    names = [p.name for p in load_catalogue().platforms]
    found: set[str] = set()
    while len(found) < count:
        name = random.choice(names)
        if random.random() < 0.3 and len(name) > 4:
            at = random.randrange(1, len(name))
            name = name[:at] + random.choice(string.ascii_lowercase) + name[at + random.randrange(2) :]
        noise = "".join(random.choices(string.ascii_lowercase + " ", k=random.randrange(4, 20)))
        found.add(random.choice(SHAPES).format(name) if random.random() < 0.75 else noise)
    return sorted(found)


def main() -> None:
    """Print rates and their ratio."""
    names = messy_names(COUNT)
    resolver = Resolver(load_catalogue())
    resolver.resolve("www.example.co.uk")  # loads the suffix list
    start = time.process_time()
    told = resolver.resolve_many(names)
    ours = (time.process_time() - start) / COUNT
    choices = list(load_catalogue().names)
    sample = random.sample(names, PEER_COUNT)
    start = time.process_time()
    for name in sample:
        process.extractOne(fold(name), choices, score_cutoff=85)
    peer = (time.process_time() - start) / PEER_COUNT
    known = sum(c.label != "unknown" for c in told)
    print(f"{COUNT} distinct names, {known} of them known, against {len(choices)} names of the catalogue")
    print(f"briefprism {ours * COUNT:.2f} s of one core ({1 / ours:,.0f} names/s); extractOne {1 / peer:,.0f} names/s")
    print(f"ratio {peer / ours:.1f}")


if __name__ == "__main__":
    main()
