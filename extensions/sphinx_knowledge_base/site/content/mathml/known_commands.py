"""The commands and environments that formulas may contain.

A formula with any other one is shown as its source in every output, so web pages and books show the
same formulas.  No formula can define a command, read a file or run a program when a book is
typeset.  One of the converters and the LaTeX of the books support each of these; a test checks it.
"""

from __future__ import annotations

import re
from typing import Final

_COMMANDS = """
AA aa acute AE ae aleph Alpha alpha amalg And angle approx approxcolon approxeq arccos arceq
arcsin arctan arg argmax argmin ast asymp atop awint backepsilon backprime backsim backsimeq
backslash bar barwedge Bbb Bbbk bcancel because begin Beta beta beth between bf Big big bigcap
bigcirc bigcup bigcupdot Bigg bigg Biggl biggl Biggm biggm Biggr biggr Bigl bigl Bigm bigm bigodot
bigoplus bigotimes Bigr bigr bigsqcap bigsqcup bigstar bigtimes bigtriangledown bigtriangleup
biguplus bigvee bigwedge binom blacklozenge blacksquare blacktriangle blacktriangledown
blacktriangleleft blacktriangleright bm bmod bold boldsymbol bot bowtie Box boxdot boxed boxminus
boxplus boxtimes Bra bra brace brack Braket braket breve bullet Bumpeq bumpeq c cal cancel Cap cap
cdot cdotp cdots ce cfrac check checkmark Chi chi choose circ circeq circlearrowleft
circlearrowright circledast circledcirc circleddash circledR circledS cirfnint clap clubsuit colon
Colonapprox colonapprox coloncolon Coloneq coloneq Coloneqq coloneqq colonequals Colonsim colonsim
color colorbox complement cong coprod copyright cos cosh cot coth csc Cup cup curlyeqprec
curlyeqsucc curlyvee curlywedge curvearrowleft curvearrowright dag dagger daleth dashcolon
dashleftarrow dashrightarrow dashv dbinom dblcolon ddag ddagger ddddot dddot ddot ddots deg degree
Delta delta det dfrac diagdown diagup Diamond diamond diamondsuit digamma dim displaystyle div
divideontimes dot Doteq doteq doteqdot dotplus dots dotsminusdots doublebarwedge doublecap
doublecup Downarrow downarrow downdownarrows downharpoonleft downharpoonright dprime ell empty
emptyset end enspace Epsilon epsilon eqcirc Eqcolon eqcolon eqdef Eqqcolon eqqcolon eqsim
eqslantgtr eqslantless equiv Eta eta eth exists exp fallingdotseq fbox fcmp fcolorbox fint Finv
flat footnotesize forall frac frak frown Game Gamma gamma gcd ge genfrac geq geqq geqslant gets gg
ggg gggtr gimel gnapprox gneq gneqq gnsim grave gt gtrapprox gtrdot gtreqless gtreqqless gtrless
gtrsim gvertneqq H hat hbar heartsuit hline hom hookleftarrow hookrightarrow hphantom hskip hslash
hspace Huge huge i iddots idotsint iff iiiint iiint iint Im imageof imath impliedby implies in inf
infty injlim int intBar intbar intclockwise intercal intop Iota iota it j jmath Join Kappa kappa
ker kern kernelcontraction Ket ket L l label Lambda lambda land lang lAngle langle LARGE Large
large LaTeX lBrace lbrace lbrack lceil ldotp ldots le leadsto left Leftarrow leftarrow
leftarrowtail leftharpoondown leftharpoonup leftleftarrows Leftrightarrow leftrightarrow
leftrightarrows leftrightharpoons leftrightsquigarrow leftthreetimes leq leqq leqslant lessapprox
lessdot lesseqgtr lesseqqgtr lessgtr lesssim lfloor lg lgroup lhd lim liminf limits limsup ll
llangle llap llcorner Lleftarrow lll llless llparenthesis lmoustache ln lnapprox lneq lneqq lnot
lnsim log Longleftarrow longleftarrow Longleftrightarrow longleftrightarrow longmapsto
Longrightarrow longrightarrow looparrowleft looparrowright lor lozenge lparen lq lrcorner Lsh lt
ltimes lVert lvert lvertneqq maltese mapsto mathbb mathbf mathbin mathcal mathchoice mathclap
mathclose mathfrak mathinner mathit mathllap mathnormal mathop mathopen mathord mathpunct mathrel
mathring mathrlap mathrm mathscr mathsf mathsfit mathsterling mathstrut mathtt max mbox measeq
measuredangle medspace mho mid middle min mkern mod models mp mskip mspace Mu mu multimap N nabla
natural ncong ne nearrow neg negmedspace negthickspace negthinspace neq nequiv newline nexists
ngeq ngeqq ngeqslant ngtr ngtrless ngtrsim ni nLeftarrow nleftarrow nLeftrightarrow
nleftrightarrow nleq nleqq nleqslant nless nlesssim nmid nobreakspace nolimits nonumber normalsize
not notag notin nparallel nprec npreceq nRightarrow nrightarrow nsim nsubset nsubseteq nsubseteqq
nsucc nsucceq nsupset nsupseteq nsupseteqq ntriangleleft ntrianglelefteq ntriangleright
ntrianglerighteq Nu nu nVDash nVdash nvDash nvdash nwarrow O o odot OE oe oiiint oiint oint
ointctrclockwise Omega omega Omicron omicron ominus operatorname operatornamewithlimits oplus
origof oslash otimes over overbrace overbracket overleftarrow overleftharpoon overleftrightarrow
overline overparen overrightarrow overrightharpoon overset owns P parallel partial perp phantom
Phi phi Pi pi pitchfork pm pmb pmod pod pounds Pr prec precapprox preccurlyeq preceq precnapprox
precneqq precnsim precsim prescript prime prod projlim propto Psi psi pu qprime qquad quad questeq
R r raisebox rAngle rangle ratio rBrace rbrace rbrack rceil Re real restriction rfloor rgroup rhd
Rho rho right Rightarrow rightarrow rightarrowtail rightharpoondown rightharpoonup rightleftarrows
rightleftharpoons rightrightarrows rightsquigarrow rightthreetimes risingdotseq rlap rm rmoustache
rparen rq rrangle Rrightarrow rrparenthesis Rsh rtimes rule rVert rvert S scriptscriptstyle
scriptsize scriptstyle searrow sec Set set setminus sf sharp shoveleft shoveright sideset Sigma
sigma sim simcolon simeq sin sinh small smash smile sout space spadesuit sphericalangle sqcap
sqcup sqrt sqsubset sqsubseteq sqsupset sqsupseteq square ss stackrel star stareq strut Subset
subset subseteq subseteqq subsetneq subsetneqq substack succ succapprox succcurlyeq succeq
succnapprox succneqq succnsim succsim sum sumint sup Supset supset supseteq supseteqq supsetneq
supsetneqq surd swarrow tag tan tanh Tau tau tbinom TeX text textasciicircum textasciitilde
textbackslash textbar textbardbl textbf textbraceleft textbraceright textcolor textdagger
textdaggerdbl textdegree textdollar textellipsis textemdash textendash textgreater textit textless
textmd textnormal textquotedblleft textquotedblright textquoteleft textquoteright textregistered
textrm textsc textsf textsterling textstyle texttt textunderscore textup tfrac th therefore Theta
theta thickspace thinspace tilde times tiny to top triangle triangledown triangleleft
trianglelefteq triangleq triangleright trianglerighteq trprime tt twoheadleftarrow
twoheadrightarrow u ulcorner underbar underbrace underbracket underleftarrow underleftrightarrow
underline underparen underrightarrow underset unlhd unrhd Uparrow uparrow Updownarrow updownarrow
upharpoonleft upharpoonright uplus Upsilon upsilon upuparrows urcorner v varDelta varepsilon
varGamma varinjlim varkappa varLambda varliminf varlimsup varnothing varointclockwise varOmega
varPhi varphi varPi varpi varprojlim varPsi varrho varSigma varsigma varsubsetneq varsubsetneqq
varsupsetneq varsupsetneqq varTheta vartheta vartriangle vartriangleleft vartriangleright
varUpsilon varXi vcentcolon VDash Vdash vDash vdash vdots vec vee veebar veeeq Vert vert
vertoverlay vphantom Vvdash wedge wedgeq widecheck widehat widetilde wp wr xcancel xhookleftarrow
xhookrightarrow Xi xi xLeftarrow xleftarrow xleftharpoondown xleftharpoonup xLeftrightarrow
xleftrightarrow xleftrightharpoons xmapsto xRightarrow xrightarrow xrightharpoondown
xrightharpoonup xrightleftharpoons yen Z Zeta zeta
"""

COMMANDS: Final = frozenset(_COMMANDS.split())

_ENVIRONMENTS = """
Bmatrix Bmatrix* Vmatrix Vmatrix* align align* alignat alignat* aligned alignedat array bmatrix
bmatrix* cases dcases equation equation* eqnarray eqnarray* flalign flalign* gather gather*
gathered matrix matrix* multline multline* pmatrix pmatrix* rcases smallmatrix split subarray
vmatrix vmatrix*
"""

ENVIRONMENTS: Final = frozenset(_ENVIRONMENTS.split())

_NAME = re.compile(r"\\(begin|end)\s*\{([^{}]*)\}|\\([A-Za-z]+|.)", re.DOTALL)


def unknown_in(tex: str) -> str | None:
    """Return the first command or environment of *tex* that formulas may not contain."""
    for found in _NAME.finditer(tex):
        kind, environment, command = found.groups()
        if kind and environment not in ENVIRONMENTS:
            return rf"\{kind}{{{environment}}}"
        if not kind and command.isalpha() and command not in COMMANDS:
            return rf"\{command}"
    # In TeX, "^^" and a number write any character.
    return "^^" if "^^" in tex else None


_GROUPING = re.compile(
    r"(\\substack\s*)?(\{)|(\})|\\(begin|end)\s*\{[^{}]*\}|(\\\\)|\\.", re.DOTALL
)


def ends_row_in_group(tex: str) -> bool:
    r"""Return whether a row ends (``\\``) within braces, which TeX refuses."""
    groups: list[str] = []
    for found in _GROUPING.finditer(tex):
        stack, opening, closing, environment, row_end = found.groups()
        if opening or environment == "begin":
            groups.append("" if stack or environment else "{")
        elif (closing or environment) and groups:
            groups.pop()
        elif row_end and groups and groups[-1]:
            return True
    return False
