"""The labellers of a process, joined with their data; each is made when first needed."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from briefprism.data.catalogue import Catalogue, extended, load_catalogue
from briefprism.data.terms import load_terms
from briefprism.models.platform import Platform

if TYPE_CHECKING:
    from briefprism.classifier.craft import CraftLabeller
    from briefprism.classifier.described import DescriptionLabeller
    from briefprism.classifier.elements import ElementLabeller
    from briefprism.classifier.mentions import MentionFinder
    from briefprism.classifier.resolver import Resolver
    from briefprism.classifier.status import StatusLabeller
    from briefprism.classifier.traits import TraitReader


class Labellers:
    """The labellers of one process, each made when first needed; packs may add platforms to the catalogue."""

    def __init__(self, more: tuple[Platform, ...] = ()) -> None:
        self.more = more

    @cached_property
    def catalogue(self) -> Catalogue:
        """All platforms."""
        return extended(load_catalogue(), self.more)

    @cached_property
    def resolver(self) -> Resolver:
        """Names to platforms; needs neither spaCy nor scikit-learn."""
        from briefprism.classifier.resolver import Resolver

        return Resolver(self.catalogue, described)

    @cached_property
    def finder(self) -> MentionFinder:
        """Platforms in running text."""
        from briefprism.classifier.mentions import MentionFinder

        return MentionFinder(self.catalogue, self.resolver)

    @cached_property
    def traits(self) -> TraitReader:
        """What found names tell the sentence classifier."""
        from briefprism.classifier.known import known_reader
        from briefprism.classifier.traits import TraitReader

        return TraitReader(self.catalogue, known_reader())

    @cached_property
    def elements(self) -> ElementLabeller:
        """Sentences to elements."""
        from briefprism.classifier.document import DocumentModel
        from briefprism.classifier.elements import ElementLabeller
        from briefprism.classifier.linear import LineModel
        from briefprism.classifier.vectors import shared_encoder
        from briefprism.data.weights import load_arrays

        arrays = load_arrays("labels")
        model = LineModel.from_arrays(arrays, "lines")
        return ElementLabeller(model, DocumentModel.from_arrays(arrays), shared_encoder(), load_terms())

    @cached_property
    def craft(self) -> CraftLabeller:
        """Sentences to further elements."""
        from briefprism.classifier.craft import CraftLabeller
        from briefprism.data.weights import load_arrays

        return CraftLabeller.from_arrays(load_arrays("craft"), load_terms())

    @cached_property
    def statuses(self) -> StatusLabeller:
        """Is a mention part of the plan?"""
        from briefprism.classifier.linear import LineModel
        from briefprism.classifier.status import StatusLabeller
        from briefprism.classifier.vectors import shared_encoder
        from briefprism.data.weights import load_arrays

        return StatusLabeller(LineModel.from_arrays(load_arrays("status"), "status"), shared_encoder())


@lru_cache(maxsize=4)
def labellers(more: tuple[Platform, ...] = ()) -> Labellers:
    """The labellers that all checks of this process share; they hold no state of any brief."""
    return Labellers(more)


@lru_cache(maxsize=1)
def described() -> DescriptionLabeller:
    """Names that no list holds, by their description. A function, so that a resolver can travel to the workers of a cluster."""
    from briefprism.classifier.described import DescriptionLabeller
    from briefprism.classifier.vectors import shared_encoder
    from briefprism.data.weights import load_arrays

    return DescriptionLabeller.from_arrays(load_arrays("described"), shared_encoder())
