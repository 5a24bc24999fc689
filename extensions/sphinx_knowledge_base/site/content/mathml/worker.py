"""Convert TeX to MathML in a separate process: ``python worker.py``.

Reads one JSON value a line, ``[tex, is_display]``, and answers with one: ``[mathml, ""]``, or
``["", error]``.  The converter is compiled code: malicious TeX can make it take exponential time or
overflow its stack.  In a separate process, neither harms the build.  This file imports nothing from
the package, so that the process starts quickly.
"""

from __future__ import annotations

import json
import sys
from typing import Final

from math_core import LatexError, LatexToMathML

#: Commands that the converter lacks, with equivalent ones.
MACROS: Final = {
    "ast": "*",
    "mathnormal": "#1",
    "mbox": r"\text{#1}",
    "pmb": r"\boldsymbol{#1}",
    "substack": r"\begin{subarray}{c}#1\end{subarray}",
}


def main() -> None:
    """Answer until standard input ends."""
    converter = LatexToMathML(
        macros=MACROS, xml_namespace=True, fancy_error=False, allow_unreliable_rendering=True
    )
    for line in sys.stdin:
        tex, is_display = json.loads(line)
        try:
            answer = [converter.convert_with_local_state(tex, displaystyle=is_display), ""]
        except LatexError as error:
            answer = ["", str(error)]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
