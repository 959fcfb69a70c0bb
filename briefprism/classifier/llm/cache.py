"""Answers kept on disk, so that the same question is asked once. SQLite by way of peewee; texts only, no pickle."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import Self

from peewee import CharField, DatabaseError, Model, SqliteDatabase, TextField

from briefprism.models.errors import InputError


class AnswerCache:
    """Answers by the hash of what was asked. Neither key of an account nor question is kept; an answer holds quotes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database = SqliteDatabase(str(path), pragmas={"journal_mode": "wal", "busy_timeout": 5_000})

        class Answer(Model):
            asked = CharField(primary_key=True)
            answer = TextField()

            class Meta:
                database = self._database

        self._answers = Answer

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if not self._path.exists():
                os.close(os.open(self._path, os.O_CREAT | os.O_WRONLY, 0o600))  # quotes of briefs are nobody else's
            self._database.connect(reuse_if_open=True)
            self._database.create_tables([self._answers])
        except OSError as error:
            raise self._fault(f"it cannot be written ({error.strerror})", "name another file") from error
        except DatabaseError as error:
            self._database.close()
            raise self._fault("it is no store of answers", "delete it, or name another file") from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._database.close()

    def get(self, asked: str) -> str | None:
        """The answer to a question that was asked before."""
        found = self._answers.get_or_none(self._answers.asked == asked)
        return None if found is None else str(found.answer)

    def put(self, asked: str, answer: str) -> None:
        """Keep an answer at once, so that a run that is stopped goes on where it was."""
        self._answers.replace(asked=asked, answer=answer).execute()  # type: ignore[no-untyped-call]

    def _fault(self, fault: str, step: str) -> InputError:
        return InputError(str(self._path), fault, f"{step} with 'cache' under [llm] in briefprism.toml")
