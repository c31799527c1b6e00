# SPDX-License-Identifier: MIT
"""The codes of languages, as channels and templates write them."""

from __future__ import annotations

from typing import Final

from flotui.text.fold import fold

_WRITTEN = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu iw ja "
    "ji jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mo mr ms mt my na "
    "nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so "
    "sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "ace acm aeb apc ary arz ast awa ban bar bgc bho bik bjn brx bug ceb ckb cmn crh csb doi dsb dyu fil fon fur gsw hak "
    "haw hil hmn hne hsb hsn ilo jam kab kea kmb kok ksh lus mag mad mai min mni mos mwl nan nap nds nso pam pap pcm prs "
    "quc quy raj rom rup sah sat scn sco shi skr srn szl tet tpi tum tzm umb vec vls war wuu yua yue zgh"
)
CODES: Final = frozenset(_WRITTEN.split())
"""ISO 639-1 with the codes it had before, and the commoner ones of three letters (ISO 639-3)."""

_NAMED = (
    "af Afrikaans ar Arabic az Azerbaijani bg Bulgarian bn Bengali ca Catalan cs Czech da Danish de German el Greek "
    "en English es Spanish et Estonian fa Persian fi Finnish fil Filipino fr French ga Irish gu Gujarati ha Hausa "
    "he Hebrew hi Hindi hr Croatian hu Hungarian id Indonesian it Italian ja Japanese ka Georgian kk Kazakh kn Kannada "
    "ko Korean ky Kyrgyz lo Lao lt Lithuanian lv Latvian mk Macedonian ml Malayalam mr Marathi ms Malay nb Norwegian "
    "nl Dutch no Norwegian pa Punjabi pl Polish pt Portuguese ro Romanian ru Russian rw Kinyarwanda sk Slovak "
    "sl Slovenian sq Albanian sr Serbian sv Swedish sw Swahili ta Tamil te Telugu th Thai tr Turkish uk Ukrainian "
    "ur Urdu uz Uzbek vi Vietnamese zh Chinese zu Zulu"
)
_NAMES: Final = dict(zip(_NAMED.split()[::2], _NAMED.split()[1::2], strict=True))
"""What the languages of channels are called: those that WhatsApp has templates in."""


def named(language: str) -> str:
    """A language as it is shown, by its name: `Spanish`, `Spanish (es-CO)`; one without a name as it is written.

    Args:
        language: as a channel writes it: `es`, `es_CO`.
    """
    written = language.strip().replace("_", "-")
    name = _NAMES.get(code_of(written), "")
    return f"{name} ({written})" if name and "-" in written else name or written


def forms_of(language: str) -> frozenset[str]:
    """By what a language is found: as it is written, in one way, and without its country. Nothing where it is empty.

    Args:
        language: as a channel writes it: `pt_BR`, `pt-br`, `pt`.
    """
    written = fold(language).replace("-", "_")
    return frozenset({written, written.partition("_")[0]}) - {""}


def forms_with_locale(language: str, locale: str) -> tuple[frozenset[str], frozenset[str]]:
    """By what a language is found, and by what else the locale beside it: `pt`, and `pt_br`.

    Args:
        language: as a channel writes it; where it is empty, the locale stands for it.
        locale: the same with a country, or empty.
    """
    forms = forms_of(language) or forms_of(locale)
    return forms, forms_of(locale) - forms


def code_of(language: str) -> str:
    """The code of a language without its country, in small letters: `pt` of `pt-BR`.

    Args:
        language: as a channel writes it.
    """
    return language.strip().lower().replace("-", "_").partition("_")[0]
