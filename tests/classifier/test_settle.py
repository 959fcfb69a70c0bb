from briefprism.classifier.settle import signs_by_person
from briefprism.models.own import OwnSentence
from briefprism.models.signal import Evidence, LineSign


def sign(quote: str, *says: str) -> LineSign:
    return LineSign(Evidence(quote, 0, len(quote)), 0, frozenset(says), frozenset({"money"}))


def test_what_a_person_denied_of_a_sentence_no_rule_may_conclude_from_it():
    own = [OwnSentence("It costs  500 euros.", "", frozenset(), frozenset({"budget"}))]
    denied, other = signs_by_person([sign("it costs 500 euros.", "budget", "goal"), sign("We pay 500 euros.", "budget")], own)
    assert denied.says == {"goal"}
    assert other.says == {"budget"}
