# SPDX-License-Identifier: MIT
"""Invented people's names, in the scripts that a real list has."""

from __future__ import annotations

import unicodedata

from flotui.sandbox.dice import Dice


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


_IBERIAN = (
    words(
        "Ana Beatriz Bruno Caio Camila Carlos Clara Daniela Diego Eduarda Elisa Fábio Fernanda Gabriel "
        "Helena "
        "Íris Joana João José Juliana Larissa Letícia Lucía Luís Mateus Marina Nicolás Olívia Paula "
        "Pedro Rafael "
        "Renata Rosa Sebastián Sofía Tainá Tomás Valentina Vitória Ximena Yago Zélia"
    ),
    words(
        "Souza Silva Oliveira Pereira Almeida Araújo Azevedo Barbosa Batista Borges Cardoso Castro "
        "Correia Costa "
        "Díaz Duarte Fernández Figueiredo Gonçalves Guimarães Ibáñez Leite López Magalhães Mendes "
        "Moraes Muñoz "
        "Núñez Peñalosa Queiroz Ramírez Rocha Salgado Siqueira Teixeira Vargas Vieira Zúñiga"
    ),
)
_ENGLISH = (
    words(
        "Alice Aaron Bella Connor Daisy Edward Freya George Hannah Isla Jack Kate Liam Mia Noah Olive Piper "
        "Quinn Rory Sadie Theo Una Violet Wyatt Zoë"
    ),
    words(
        "Archer Bennett Carver Dalton Ellery Fletcher Granger Harlow Ingram Kendrick Lockwood Marlow Norwood "
        "O'Dell Pemberton Radley Sinclair Thorne Underhill Whitlock"
    ),
)
_VIETNAMESE = (
    # Some phones send letters and their accents apart, so these do too.
    words(unicodedata.normalize("NFD", "Ánh Bình Châu Dũng Hằng Hiền Khánh Linh Ngọc Phúc Quỳnh Thảo")),
    words(unicodedata.normalize("NFD", "Nguyễn Trần Phạm Đặng Bùi Võ")),
)
_CYRILLIC = (
    words("Анна Борис Вера Глеб Дарья Егор Жанна Игорь Ксения Лев Мила Ольга"),
    words("Белова Волков Громова Ершов Зайцева Крылов Лапина Морозов Орлова"),
)
_ARABIC = (
    words("أمل باسم جميلة خالد رانيا سامي طارق فاطمة ليلى يوسف"),
    words("الحداد النجار الخياط السالم منصور زيدان"),
)
_HEBREW = (words("אורי דנה יעל נועם רות שירה תמר"), words("ברק גולן כרמל לביא שקד"))
_DEVANAGARI = (words("अनिता आरव काव्या नेहा प्रिया रोहन सुनीता विक्रम"), words("गुप्ता जोशी पटेल शर्मा वर्मा मिश्रा"))
_THAI = (words("กานดา ชัยวัฒน์ ดวงใจ นภา ปิติ มาลี วิชัย สมหญิง"), words("แก้วมณี ทองดี บุญมี ศรีสุข"))
_CHINESE = (words("伟 芳 娜 敏 静 丽 强 磊 洋 艳 小明 美玲 志强"), words("王 李 张 刘 陈 杨 黄 欧阳"))
_JAPANESE = (words("さくら 陽菜 健太 美咲 大輔 ひなた ケンジ"), words("佐藤 鈴木 高橋 田中 渡辺 伊藤"))
_KOREAN = (words("민준 서연 지우 하은 도윤 수빈"), words("김 이 박 최 정 강"))

_CHARMS = ("🌸", "✨", "🛍️", "👩🏽‍🚀", "🇧🇷", "👨‍👩‍👧", "💐", "☕", "🐈‍⬛", "🏳️‍🌈")
_FAMILY_FIRST = ("chinese", "japanese", "korean")
_SCRIPTS = {
    "iberian": _IBERIAN,
    "english": _ENGLISH,
    "vietnamese": _VIETNAMESE,
    "cyrillic": _CYRILLIC,
    "arabic": _ARABIC,
    "hebrew": _HEBREW,
    "devanagari": _DEVANAGARI,
    "thai": _THAI,
    "chinese": _CHINESE,
    "japanese": _JAPANESE,
    "korean": _KOREAN,
}
_WEIGHTED = (
    ("iberian",) * 22
    + ("english",) * 6
    + ("cyrillic", "arabic", "arabic", "devanagari", "chinese", "chinese", "japanese", "korean")
    + ("hebrew", "thai", "vietnamese", "vietnamese")
)
_ODDITIES = ("[VIP]", "(loja)", "\\o/", "<3", "&", '"Zé"', "#1")

FEATURED = {
    0: ("Marina", "Figueiredo"),
    1: ("美玲", "陈"),
    2: ("Ana", "Souza"),
    3: ("يوسف", "الحداد"),
    4: ("Zoë", "O'Dell"),
    5: ("Duda 👩🏽‍🚀", "Guimarães"),
    6: (unicodedata.normalize("NFD", "Hiền"), unicodedata.normalize("NFD", "Nguyễn")),
    7: ("रोहन", "शर्मा"),
    8: ("[/b] Bruno", "[red]Leite"),
    9: ("Ана", "Белова"),
}
"""Who is at the top of the list, whatever the seed."""


def name_parts(seed: int, index: int) -> tuple[str, str]:
    """A subscriber's first and last name."""
    first, last, _ = _called(seed, index)
    return first, last


def whole_name(seed: int, index: int) -> str:
    """A subscriber's name in one, in the order of its language."""
    first, last, kind = _called(seed, index)
    if kind in _FAMILY_FIRST:
        return f"{last}{first}"
    return f"{first} {last}" if last else first


def _called(seed: int, index: int) -> tuple[str, str, str]:
    """First name, last name and script.

    One throw decides it all: a filter by name asks this for every subscriber.
    """
    if index in FEATURED:
        return (*FEATURED[index], "")
    rest, choice = divmod(Dice(seed, "name", index).throw(), len(_WEIGHTED))
    kind = _WEIGHTED[choice]
    firsts, lasts = _SCRIPTS[kind]
    rest, choice = divmod(rest, len(firsts))
    first = firsts[choice]
    rest, choice = divmod(rest, len(lasts))
    last = lasts[choice]
    rest, oddity = divmod(rest, 100)
    if kind == "iberian" and oddity >= 70:
        last = f"{last} {_IBERIAN[1][rest % len(_IBERIAN[1])]}"
    elif oddity < 4:
        first = f"{first} {_CHARMS[rest % len(_CHARMS)]}"
    elif oddity == 4:
        first = f"{_ODDITIES[rest % len(_ODDITIES)]} {first}"
    elif oddity < 10:
        last = ""
    return first, last, kind
