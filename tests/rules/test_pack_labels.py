"""Labels in a pack: read with good errors, written and read back, before the catalogue, and learned from."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefprism.hall.brief.pipeline import Checker, classify
from briefprism.hall.upkeep.learning import own_lines
from briefprism.models.errors import PackError, UsageError
from briefprism.models.own import LABELS_FILE
from briefprism.models.settings import Settings
from briefprism.rules.loader import load_packs
from briefprism.rules.pack_labels import dump_labels

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


def test_what_is_written_is_what_was_read_and_the_later_pack_counts(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, OURS)
    first = load_packs((str(ours),))
    again = folder_with(tmp_path, dump_labels(first.platforms, first.sentences).decode(), "again")
    second = load_packs((str(again),))
    assert (second.platforms, second.sentences) == (first.platforms, first.sentences)
    theirs = folder_with(tmp_path, "platforms: [{name: KRAUTNETZ, label: network}]\n", "theirs")
    assert [c.label for c in classify(["Krautnetz", "kn"], (str(ours), str(theirs)))] == ["network", "network"]
    assert load_packs((str(ours), str(theirs))).digest != first.digest


def test_a_pack_of_labels_alone_goes_with_core_and_one_with_rules_does_not(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, OURS)
    assert load_packs((str(ours),)).rules[0].place.startswith("core/")
    (ours / "milder.yaml").write_text("override: networks-only\nseverity: advice\n", encoding="utf-8")
    load_packs.cache_clear()
    pack = load_packs((str(ours),))
    assert (pack.rule("networks-only").severity, [p.name for p in pack.platforms]) == ("advice", ["Krautnetz", "Facebook"])


def test_one_more_name_leaves_a_known_place_as_it_is(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, "platforms: [{name: IG, label: network, aliases: [the grid], hosts: [grid.example]}]\n")
    for found in classify(["the grid", "https://grid.example/x", "Instagram"], (str(ours),)):
        assert (found.platform, found.kind) == (classify(["Instagram"])[0].platform, classify(["Instagram"])[0].kind)


def test_a_place_that_is_renamed_by_a_pack_takes_its_other_names_along(tmp_path: Path) -> None:
    ours = folder_with(tmp_path, "platforms: [{name: Facebook, label: not_social}]\n")
    assert [c.label for c in classify(["fb", "https://facebook.com/acme"], (str(ours),))] == ["not_social", "not_social"]


FAULTS = [
    ("platforms:\n  - name: A\n    lable: network\n", ":3: unknown field 'lable'; did you mean 'label'?"),
    ("platforms:\n  - name: A\n", ":2: field 'label' is missing; add 'label:'"),
    ("platforms:\n  - {name: A, label: chanel}\n", ":2: unknown label 'chanel'; did you mean 'channel'?"),
    ("platforms:\n  - {name: A, label: unknown}\n", ":2: unknown label 'unknown'"),
    ("platforms:\n  - {name: A, label: network, kind: forrum}\n", ":2: unknown kind 'forrum'; did you mean 'forum'?"),
    ("platforms:\n  - {name: '...', label: network}\n", ":2: name '...' has no letters"),
    ("sentences:\n  - {text: a, says: [gaol]}\n", ":2: unknown element 'gaol'; did you mean 'goal'?"),
    ("sentences:\n  - {text: a, says: [goal], says_not: [goal]}\n", ":2: 'goal' is both said and not said"),
    ("sentences: 3\n", ":1: a list is expected here"),
    ("- a\n", ":1: a mapping is expected here"),
    ("platforms: [\n", "no valid YAML"),
    ("platforms: !!python/object/apply:os.system ['true']\n", ":1: a mapping is expected here"),
    ("platforms:\n  - {name: A, label: channel, kind: print}\n", ":2: kind 'print' does not go with label 'channel'"),
    ("platforms:\n  - {name: A, label: channel, hosts: [nowhere]}\n", ":2: 'nowhere' is no host; write it like example.com"),
]


@pytest.mark.parametrize(("text", "said"), FAULTS)
def test_faults_name_file_line_and_next_step(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(PackError) as caught:
        load_packs((str(folder_with(tmp_path, text)),))
    assert said in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path / "ours" / LABELS_FILE))


def test_decided_sentences_are_training_lines(tmp_path: Path) -> None:
    (line,) = own_lines(folder_with(tmp_path, OURS))
    assert (line.voice, line.text, line.labels, line.polarity) == ("own", "Jess does  the posting", frozenset({"owner"}), "yes")
    with pytest.raises(UsageError, match="it holds no decided sentences"):
        own_lines(folder_with(tmp_path, "platforms: [{name: A, label: network}]\n", "theirs"))


def test_the_reader_of_examples_gives_them_after_the_others(tmp_path: Path) -> None:
    from briefprism.classifier.examples import ExampleReader
    from briefprism.hall.brief.labellers import labellers

    ours = folder_with(tmp_path, OURS)
    reader = ExampleReader(tmp_path / "empty", labellers().finder, labellers().traits, own_lines(ours))
    (example,) = reader.single_lines()
    assert (example.voice, example.labels, example.line.text) == ("hand_own", frozenset({"owner"}), "Jess does the posting")
