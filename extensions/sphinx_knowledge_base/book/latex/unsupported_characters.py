"""Characters that fonts for print lack: emoji, and invisible ones that modify others."""

from __future__ import annotations

import re
import unicodedata

#: Variation selectors, the zero-width joiner, skin tones, and tags of flags.
_MODIFIERS = re.compile("[\ufe00-\ufe0f\u200d\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]")

_EMOJI = re.compile("[\U0001f000-\U0001faff]")


def without_modifiers(text: str) -> str:
    """Return *text* without characters that only change the look of others."""
    return _MODIFIERS.sub("", text)


def with_emoji_names(latex: str) -> str:
    r"""Return *latex* with each emoji and its name as the arguments of ``\kbsymbol``.

    The command prints the name if the font lacks the emoji: new ones are added every year.
    """
    return _EMOJI.sub(lambda found: rf"\kbsymbol{{{found[0]}}}{{{_name(found[0])}}}", latex)


def _name(character: str) -> str:
    return unicodedata.name(character, "emoji").lower()
