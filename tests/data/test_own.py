"""A user's own labels: read with good errors, written and read back, before the catalogue, and learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.data.own import dump_own, load_own
from briefprism.learning import own_lines
from briefprism.models.errors import DataError, UsageError
from briefprism.models.own import LABELS_FILE
from briefprism.models.settings import Settings
from briefprism.pipeline import Checker, classify

OURS = """platforms:
  - name: Krautnetz
    label: channel
    kind: forum
    aliases: [kn]
    hosts: [krautnetz.example]
  - {name: Facebook, label: not_social}
sentences:
  - text: "Jess does  the posting"
    says: [owner]
    says_not: [goal]
"""


def folder_with(tmp_path: Path, text: str, name: str = "ours") -> Path:
    (tmp_path / name).mkdir()
    (tmp_path / name / LABELS_FILE).write_text(text, encoding="utf-8")
    return tmp_path / name


def test_own_platforms_go_before_the_catalogue_and_say_so(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, OURS)
    found = classify(["krautnetz", "KN", "https://krautnetz.example/t/1", "Facebook", "Instagram"], (str(ours),))
    assert [c.label for c in found] == ["channel", "channel", "channel", "not_social", "network"]
    assert found[0].reason.startswith("Krautnetz stands in your own pack.")
    assert classify(["Krautnetz"])[0].label == "unknown"
    (mention,) = Checker(Settings(packs=("core", str(ours)))).check("# Marketing plan\n\nWe will post on Krautnetz every day.").mentions
    assert (mention.classification.platform, mention.classification.kind) == ("Krautnetz", "forum")


def test_what_is_written_is_what_was_read_and_the_later_folder_counts(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, OURS)
    first = load_own([ours])
    again = folder_with(tmp_path, dump_own(first).decode(), "again")
    second = load_own([again])
    assert (second.platforms, second.sentences) == (first.platforms, first.sentences)
    theirs = folder_with(tmp_path, "platforms: [{name: KRAUTNETZ, label: network}]\n", "theirs")
    both = load_own([ours, tmp_path / "nowhere", theirs])
    assert [(p.name, p.label) for p in both.platforms] == [("KRAUTNETZ", "network"), ("Facebook", "not_social")]
    assert both.digest != first.digest
    assert load_own([tmp_path]).digest == ""


FAULTS = [
    ("platforms:\n  - name: A\n    lable: network\n", ":2: unknown field 'lable'; did you mean 'label'?"),
    ("platforms:\n  - name: A\n", ":2: field 'label' is missing; add 'label:'"),
    ("platforms:\n  - {name: A, label: chanel}\n", ":2: unknown label 'chanel'; did you mean 'channel'?"),
    ("platforms:\n  - {name: A, label: unknown}\n", ":2: unknown label 'unknown'"),
    ("platforms:\n  - {name: '?!', label: network, kind: forrum}\n", ":2: unknown kind 'forrum'; did you mean 'forum'?"),
    ("platforms:\n  - {name: '...', label: network}\n", ":2: name '...' has no letters"),
    ("sentences:\n  - {text: a, says: [gaol]}\n", ":2: unknown element 'gaol'; did you mean 'goal'?"),
    ("sentences:\n  - {text: a, says: goal}\n", ":2: 'says' is no list of texts"),
    ("sentences:\n  - {text: a, says: [goal], says_not: [goal]}\n", ":2: 'goal' is both said and not said"),
    ("sentences: 3\n", ": 'sentences' is no list of entries"),
    ("- a\n", ": it is no mapping"),
    ("platforms: [\n", "no valid YAML"),
    ("platforms: !!python/object/apply:os.system ['true']\n", "no valid YAML"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_faults_name_file_line_and_next_step(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        load_own([folder_with(tmp_path, text)])
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "ours" / LABELS_FILE))


def test_decided_sentences_are_training_lines(tmp_path: Path) -> None:
    (line,) = own_lines(folder_with(tmp_path, OURS))
    assert (line.voice, line.text, line.labels, line.polarity) == ("own", "Jess does  the posting", frozenset({"owner"}), "yes")
    with pytest.raises(UsageError, match="it holds no decided sentences"):
        own_lines(tmp_path)


def test_the_reader_of_examples_gives_them_after_the_others(tmp_path: Path) -> None:
    from briefprism.classifier.examples import ExampleReader
    from briefprism.labellers import labellers

    ours = folder_with(tmp_path, OURS)
    reader = ExampleReader(tmp_path / "empty", labellers().finder, labellers().traits, own_lines(ours))
    (example,) = reader.single_lines()
    assert (example.voice, example.labels, example.line.text) == ("hand_own", frozenset({"owner"}), "Jess does the posting")
