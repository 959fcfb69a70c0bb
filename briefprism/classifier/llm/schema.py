"""The forms that answers must have: bounded, without open lists, since small models run on for ever in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidatorFunctionWrapHandler, WrapValidator, create_model

QUOTE_LENGTH: Final = 400
"""The longest quote, in characters; a longer sentence is quoted in part."""
OUTSIDE: Final = "outside"
"""What stands for a label outside the list; it is dropped later, alone, and not with all other names of the call."""


def _lenient(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError:
        return OUTSIDE


_AnswerLabel = Annotated[Literal["network", "channel", "media", "not_social", "unknown"], WrapValidator(_lenient)]
_Quote = Annotated[str, Field(max_length=QUOTE_LENGTH)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class NameForm(_Strict):
    """The answer on one name."""

    label: _AnswerLabel
    quote: _Quote


def names_form(count: int) -> type[BaseModel]:
    """A form for ``count`` names: fields ``name_1``, ``name_2`` … each with label and quote."""
    fields: dict[str, Any] = {f"name_{number}": (NameForm, ...) for number in range(1, count + 1)}
    return create_model("Names", __base__=_Strict, **fields)


def sentence_form(elements: Sequence[str]) -> type[BaseModel]:
    """A form for one sentence: one boolean for each element, and a quote."""
    fields: dict[str, Any] = dict.fromkeys(elements, (bool, ...))
    return create_model("Sentence", __base__=_Strict, **fields, quote=(_Quote, ...))
