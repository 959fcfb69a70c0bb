"""The language of a text, with the doubt going to English."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefprism.classifier.language import detect_language

TEXTS = {
    "nothing": ("", "en"),
    "blanks": (" \n\t", "en"),
    "emoji": ("😀 🎉", "en"),
    "digits": ("10 20 30 %", "en"),
    "names-only": ("Facebook, Instagram, TikTok", "en"),
    "terse-note": ("post fb mon, ig tue", "en"),
    "one-accent": ("café", "en"),
    "english": ("We post every Monday and answer all the questions of the parents.", "en"),
    "english-naming-a-chinese-place": ("We post on 微博 and WeChat every week, and answer all the questions there.", "en"),
    "german": ("Wir posten jeden Montag auf Facebook und fragen die Eltern, was sie sich wünschen.", "de"),
    "french": ("Nous publions chaque lundi sur Facebook et nous répondons à toutes les questions.", "fr"),
    "spanish": ("Publicamos cada lunes en Facebook y respondemos a todas las preguntas de los clientes.", "es"),
    "portuguese": ("Publicamos no Facebook todas as segundas e respondemos às perguntas dos clientes com calma.", "pt"),
    "italian": ("Pubblichiamo ogni lunedì su Facebook e rispondiamo a tutte le domande che ci sono fatte dai clienti.", "it"),
    "dutch": ("We plaatsen elke maandag een bericht op Facebook en beantwoorden alle vragen van de ouders.", "nl"),
    "polish": ("Co w tym tygodniu publikujemy na Facebooku i jak odpowiadamy na pytania", "pl"),
    "swedish": ("Vi lägger ut något på Facebook varje måndag och svarar på alla frågor som vi får", "sv"),
    "turkish": ("Her pazartesi Facebook için bir şey ve daha çok", "tr"),
    "russian": ("Мы публикуем каждую неделю", "ru"),
    "greek": ("Δημοσιεύουμε κάθε Δευτέρα", "el"),
    "japanese": ("私たちは毎週投稿します", "ja"),
    "chinese": ("我们每周发布", "zh"),
    "korean": ("매주 게시합니다", "ko"),
    "arabic": ("ننشر كل أسبوع", "ar"),
    "hindi": ("हम हर हफ्ते पोस्ट करते हैं", "hi"),
    "thai": ("เราโพสต์ทุกสัปดาห์", "th"),
    "hebrew": ("אנו מפרסמים", "he"),
}


@pytest.mark.parametrize(("text", "code"), TEXTS.values(), ids=TEXTS.keys())
def test_language(text: str, code: str) -> None:
    assert detect_language(text) == code


def test_only_the_beginning_is_read() -> None:
    assert detect_language("We post on the blog and in the forum. " * 1000 + "и" * 100_000) == "en"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_one_code_of_two_letters(text: str) -> None:
    code = detect_language(text)
    assert len(code) == 2
    assert code.islower()
    assert detect_language(text) == code
