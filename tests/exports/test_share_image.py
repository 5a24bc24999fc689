"""Draw the images that social networks show."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from sphinx_knowledge_base.exports.images.cards import draw_card
from sphinx_knowledge_base.exports.images.share_image import CARD_SIZE


def brightness(card: bytes, box: tuple[int, int, int, int]) -> int:
    """That of the brightest pixel in a part of a card: 255 is white."""
    with Image.open(io.BytesIO(card)) as image:
        assert image.size == CARD_SIZE
        return int(image.convert("L").crop(box).getextrema()[1])  # type: ignore[arg-type]


def written(card: bytes) -> tuple[bool, bool, bool]:
    """Whether there is text at the top, in the middle and at the bottom of a card."""
    top, middle, bottom = (brightness(card, (80, y, 580, y + 90)) for y in (70, 260, 490))
    return top > 120, middle > 220, bottom > 220


def test_a_card_says_what_whose_and_about_what() -> None:
    """Category, title and site stand on it."""
    assert written(draw_card("Research", "A Title", "The Site")) == (True, True, True)


@pytest.mark.parametrize(
    "title", ["慢性疼痛", "الألم المزمن", "כאב כרוני", "दर्द", "痛み in CRPS", ""]
)
def test_a_title_in_another_script_gives_way(title: str) -> None:
    """There is no empty box: the category takes the place of the title, or else the site."""
    assert written(draw_card("Research", title, "The Site")) == (False, True, True)
    assert written(draw_card("研究", title, "The Site")) == (False, True, False)
    assert written(draw_card("研究", title, "知识库")) == (False, False, False)


@pytest.mark.parametrize("title", ["Кетамин и боль", "Πόνος", "Đau mạn tính", "Žluťoučký kůň"])
def test_scripts_that_the_font_has(title: str) -> None:
    """Latin with all its marks, Greek and Cyrillic are drawn."""
    assert written(draw_card("Research", title, "The Site")) == (True, True, True)


def test_pictograms_are_left_out() -> None:
    """A pictogram costs a title nothing but itself."""
    assert written(draw_card("Research", "Pain 👩‍⚕️ and relief 🎉", "The Site")) == (
        True,
        True,
        True,
    )


def test_a_card_does_not_depend_on_others() -> None:
    """What cards share is drawn once, and stays as it was."""
    card = draw_card("Research", "A Title", "The Site")
    draw_card("Research", "Another Title", "The Site")
    draw_card("The Site", "A Title", "Research")
    assert draw_card("Research", "A Title", "The Site") == card


def test_every_title_fits() -> None:
    """Long words are broken and long titles end in an ellipsis, inside the margins."""
    card = draw_card("C", "W" * 20_000, "S")
    width, height = CARD_SIZE
    assert brightness(card, (0, 0, width - 80, height)) > 220
    assert brightness(card, (width - 80, 0, width, height)) < 220
