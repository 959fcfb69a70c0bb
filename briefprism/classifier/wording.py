"""Small closed word lists of the resolver, and how a label is said to a person."""

from __future__ import annotations

from typing import Final

from briefprism.models.labels import Label

PAID_WORDS: Final = frozenset(
    "ad ads advert adverts advertising advertisement advertisements paid sponsored cpc ppc cpm boosted boost promoted"
    " retargeting remarketing anzeige anzeigen werbung publicite anuncios anuncio anuncios pubblicita".split()
)
"""A name that holds one of these is a paid placement."""

QUALIFIERS: Final = PAID_WORDS | frozenset(
    "our my your their the a an some via on from through by at in of for and official company corporate business brand"
    " organic social new main team own personal page pages group groups profile profiles account accounts post posts"
    " posting feed feeds story stories app mobile web site channel channels link links bio campaign campaigns promo"
    " marketing traffic referral referrer referrals community posts video videos live clip clips content handle dm dms"
    " lead leads form message messages share shares thread threads comment comments event events shop store network"
    " platform desktop ios android utm source search result results user users follower followers influencer"
    " influencers friend friends unser unsere mein notre nuestra nuestro nossa nosso nostra la le el o il die der das"
    " seite pagina auf en sur su em no na di".split()
)
"""Words around a platform's name that do not change which place it is."""

PHRASES: Final[dict[Label, str]] = {
    "network": "It is a social network: people have profiles there and are linked to one another.",
    "channel": "It is a social channel: people publish there and others take part.",
    "media": "It is a word or a tool for social media in general, not a place of its own.",
    "not_social": "It is not social: the audience does not make the content there.",
    "unknown": "We cannot give them one label.",
}


def phrase(label: Label) -> str:
    """One plain sentence that says what a label means."""
    return PHRASES[label]
