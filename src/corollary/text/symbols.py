"""Tables for setting TeX in Unicode: commands by their class in a formula, alphabets, accents, scripts."""

from __future__ import annotations


def _pairs(text: str) -> dict[str, str]:
    """Words at even places to words at odd places."""
    words = text.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ORDINARY = _pairs(r"""
alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ
nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega
ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω infty ∞ partial ∂ nabla ∇ ell ℓ
hbar ℏ Re ℜ Im ℑ aleph ℵ emptyset ∅ varnothing ∅ forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ prime ′ dots …
ldots … cdots ⋯ vdots ⋮ ddots ⋱ dotsc … dotsb ⋯ degree ° imath ı jmath ȷ square □ Box □ blacksquare ■ triangle △
angle ∠ R ℝ N ℕ Z ℤ dagger † star ⋆ checkmark ✓ backslash \\ # # % % & & $ $ _ _
""")
BINARY = _pairs(r"""
pm ± mp ∓ times × div ÷ cdot · ast ∗ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ cup ∪ cap ∩ sqcup ⊔ sqcap ⊓
vee ∨ wedge ∧ lor ∨ land ∧ setminus ∖ smallsetminus ∖ triangle △ bigtriangleup △ wr ≀ uplus ⊎ ltimes ⋉ rtimes ⋊
""")
RELATIONS = _pairs(r"""
le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ equiv ≡ sim ∼ simeq ≃ approx ≈ cong ≅ propto ∝
asymp ≍ doteq ≐ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ subsetneq ⊊ supset ⊃ supseteq ⊇ mid ∣ nmid ∤ parallel ∥ perp ⊥
models ⊨ vdash ⊢ prec ≺ succ ≻ preceq ⪯ succeq ⪰ lesssim ≲ gtrsim ≳ coloneqq ≔ coloneq ≔ eqqcolon ≕ triangleq ≜ to →
rightarrow → leftarrow ← gets ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ iff ⟺ implies ⟹ impliedby
⟸ longrightarrow ⟶ Longrightarrow ⟹ longmapsto ⟼ mapsto ↦ hookrightarrow ↪ twoheadrightarrow ↠ uparrow ↑ downarrow ↓
nearrow ↗ searrow ↘ rightharpoonup ⇀ rightsquigarrow ⇝ xrightarrow → trianglelefteq ⊴ lhd ⊲ colon :
""")
LARGE = _pairs(r"""
sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigvee ⋁ bigwedge ⋀
bigsqcup ⨆ biguplus ⨄
""")
OPENING = _pairs(r"langle ⟨ lvert | lVert ‖ lfloor ⌊ lceil ⌈ lbrace { { { lbrack [ ulcorner ⌜ lparen (")
CLOSING = _pairs(r"rangle ⟩ rvert | rVert ‖ rfloor ⌋ rceil ⌉ rbrace } } } rbrack ] urcorner ⌝ rparen )")
NEUTRAL = _pairs("vert | Vert ‖ | ‖")
NAMED = _words("""
arccos arcsin arctan arg cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log max min
Pr sec sin sinh sup tan tanh
""")
SPACES = {
    ",": " ",
    ":": " ",
    ";": " ",
    " ": " ",
    "!": "",
    "quad": "  ",
    "qquad": "   ",
    "enspace": " ",
    "thinspace": " ",
    "hspace": " ",
}
SILENT = _words("""
left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm displaystyle textstyle
scriptstyle scriptscriptstyle limits nolimits nonumber notag strut mathstrut hfill allowbreak nobreak relax
""")
ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "overline": "\u0305", "tilde": "\u0303",
    "widetilde": "\u0303", "dot": "\u0307", "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c", "breve": "\u0306",
    "acute": "\u0301", "grave": "\u0300", "underline": "\u0332", "mathring": "\u030a",
}  # fmt: skip
UPRIGHT = _words("""
mathrm text textrm textnormal operatorname mathop mathord mathbin mathrel mathit textit emph textbf mathnormal mbox
texttt mathtt
""")
NEGATED = {
    "=": "≠",
    "∈": "∉",
    "≤": "≰",
    "≥": "≱",
    "⊂": "⊄",
    "⊆": "⊈",
    "∼": "≁",
    "≈": "≉",
    "≡": "≢",
    "∣": "∤",
    "<": "≮",
    ">": "≯",
    "→": "↛",
    "∋": "∌",
}
FRACTIONS = {
    ("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾",
    ("1", "5"): "⅕", ("1", "6"): "⅙", ("1", "8"): "⅛",
}  # fmt: skip
_UPPER = dict(zip("ABDEGHIJKLMNOPRTUVW", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ", strict=True))
_LOWER = dict(zip("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True))
SUPER = {
    **dict(zip("0123456789+−=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾", strict=True)), **_UPPER, **_LOWER,
    "β": "ᵝ", "γ": "ᵞ", "δ": "ᵟ", "θ": "ᶿ", "φ": "ᵠ", "χ": "ᵡ", "′": "′", "*": "*",
    "∗": "*", "⊤": "ᵀ", "⊥": "⊥", "†": "†", "∘": "°", "/": "ᐟ",
}  # fmt: skip
SUB = {
    **dict(zip("0123456789+−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
    **dict(zip("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True)),
    "β": "ᵦ", "γ": "ᵧ", "ρ": "ᵨ", "φ": "ᵩ", "χ": "ᵪ",
}  # fmt: skip
_STARTS = {
    "mathbb": 0x1D538,
    "mathcal": 0x1D49C,
    "mathscr": 0x1D49C,
    "mathfrak": 0x1D504,
    "mathbf": 0x1D400,
    "boldsymbol": 0x1D468,
    "bm": 0x1D468,
    "mathsf": 0x1D5A0,
}
ALPHABETS = frozenset(_STARTS)
_HOLES = {
    "mathbb": _pairs("C ℂ H ℍ N ℕ P ℙ Q ℚ R ℝ Z ℤ"),
    "mathcal": _pairs("B ℬ E ℰ F ℱ H ℋ I ℐ L ℒ M ℳ R ℛ e ℯ g ℊ o ℴ"),
    "mathfrak": _pairs("C ℭ H ℌ I ℑ R ℜ Z ℨ"),
}
_HOLES["mathscr"] = _HOLES["mathcal"]
_DIGITS = {"mathbb": 0x1D7D8, "mathbf": 0x1D7CE, "mathsf": 0x1D7E2}
_GREEK = {"boldsymbol": 0x1D736, "bm": 0x1D736, "mathbf": 0x1D6C2}


def letter(alphabet: str, char: str) -> str:
    """The character of a mathematical alphabet (such as mathbb), or the character itself where Unicode has none."""
    if char in _HOLES.get(alphabet, {}):
        return _HOLES[alphabet][char]
    if char.isascii() and char.isalpha():
        return chr(_STARTS[alphabet] + ord(char) - (ord("A") if char.isupper() else ord("a") - 26))
    if char.isascii() and char.isdigit() and alphabet in _DIGITS:
        return chr(_DIGITS[alphabet] + int(char))
    if "α" <= char <= "ω" and alphabet in _GREEK:
        return chr(_GREEK[alphabet] + ord(char) - ord("α"))
    return char
