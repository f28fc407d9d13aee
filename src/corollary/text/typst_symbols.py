"""What single commands and characters of TeX are in Typst: the tables of the translation in `typst`."""

SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π",
    "rho": "ρ", "varrho": "ϱ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ",
    "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
    "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ", "imath": "ı",
    "partial": "∂", "nabla": "∇", "infty": "∞", "emptyset": "∅", "varnothing": "∅", "top": "⊤", "bot": "⊥", "perp": "⟂",
    "star": "⋆", "ast": "∗", "prime": "′", "dagger": "†", "forall": "∀", "exists": "∃", "neg": "¬", "Re": "ℜ", "Im": "ℑ",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "ll": "≪", "gg": "≫", "sim": "∼", "simeq": "≃",
    "approx": "≈", "cong": "≅", "equiv": "≡", "propto": "∝", "asymp": "≍", "in": "∈", "notin": "∉", "ni": "∋",
    "subset": "⊂", "subseteq": "⊆", "subsetneq": "⊊", "supset": "⊃", "supseteq": "⊇", "prec": "≺", "preceq": "⪯", "succ": "≻",
    "succeq": "⪰", "mid": "∣", "nmid": "∤", "parallel": "∥", "to": "→", "rightarrow": "→", "leftarrow": "←", "gets": "←",
    "mapsto": "↦", "Rightarrow": "⇒", "Leftarrow": "⇐", "Leftrightarrow": "⇔", "leftrightarrow": "↔", "iff": "⟺",
    "implies": "⟹", "longrightarrow": "⟶", "hookrightarrow": "↪", "rightharpoonup": "⇀", "uparrow": "↑", "downarrow": "↓",
    "nearrow": "↗", "searrow": "↘", "models": "⊨", "vdash": "⊢",
    "times": "×", "cdot": "⋅", "circ": "∘", "bullet": "•", "pm": "±", "mp": "∓", "cup": "∪", "cap": "∩", "setminus": "∖",
    "oplus": "⊕", "otimes": "⊗", "odot": "⊙", "wedge": "∧", "vee": "∨", "land": "∧", "lor": "∨", "sqcup": "⊔",
    "uplus": "⊎", "rtimes": "⋊", "ltimes": "⋉",
    "sum": "∑", "prod": "∏", "coprod": "∐", "int": "∫", "iint": "∬", "oint": "∮", "bigcup": "⋃", "bigcap": "⋂",
    "bigoplus": "⨁", "bigotimes": "⨂", "bigvee": "⋁", "bigwedge": "⋀", "bigsqcup": "⨆",
    "ldots": "…", "cdots": "⋯", "vdots": "⋮", "ddots": "⋱", "dotsb": "⋯", "dotsc": "…", "colon": "\\:",
    "{": "\\{", "}": "\\}", "%": "%", "&": "\\&", "#": "\\#", "$": "\\$", "_": "\\_",
    "langle": "\\⟨", "rangle": "\\⟩", "vert": 'class("normal", \\|)', "lvert": 'class("opening", \\|)', "rvert": 'class("closing", \\|)',
    "lVert": 'class("opening", ‖)', "rVert": 'class("closing", ‖)', "Vert": "‖", "|": "‖",
    "lfloor": "\\⌊", "rfloor": "\\⌋", "lceil": "\\⌈", "rceil": "\\⌉", "lbrace": "\\{", "rbrace": "\\}", "lbrack": "\\[", "rbrack": "\\]",
    "backslash": "\\\\",
}  # fmt: skip
SPACES = {
    ",": "thin", ";": "thick", ":": "med", ">": "med", "!": "#h(-0.1667em)", " ": "space", "quad": "quad",
    "qquad": "quad quad", "enspace": "#h(0.5em)",
}  # fmt: skip
FUNCTIONS = [
    "arccos",
    "arcsin",
    "arctan",
    "arg",
    "cos",
    "cosh",
    "cot",
    "coth",
    "csc",
    "deg",
    "dim",
    "exp",
    "hom",
    "ker",
    "lg",
    "ln",
    "log",
    "sec",
    "sin",
    "sinh",
    "tan",
    "tanh",
]
LIMITS = {name: name for name in ("det", "gcd", "inf", "lim", "max", "min", "Pr", "sup")} | {
    "limsup": "lim sup",
    "liminf": "lim inf",
}
STYLES = {
    "mathbb": "bb({})", "mathcal": "cal({})", "mathscr": "scr({})", "mathfrak": "frak({})", "mathsf": "sans({})",
    "mathbf": "bold(upright({}))", "boldsymbol": "bold({})", "mathit": "italic({})", "mathtt": "mono({})",
    "hat": "hat({})", "widehat": "hat({})", "bar": "macron({})", "tilde": "tilde({})", "widetilde": "tilde({})",
    "check": "caron({})", "dot": "dot({})", "ddot": "dot.double({})", "vec": "arrow({})", "breve": "breve({})",
    "overline": "overline({})", "underline": "underline({})", "underbrace": "underbrace({})", "overbrace": "overbrace({})",
}  # fmt: skip
SWITCHES = {"displaystyle": "display", "textstyle": "inline", "scriptstyle": "script"}
SIZES = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
GRIDS = {
    "pmatrix": '"("',
    "bmatrix": '"["',
    "vmatrix": '"|"',
    "Vmatrix": '"‖"',
    "matrix": "#none",
    "smallmatrix": "#none",
}
PLAIN = {
    "-": "−", "*": "∗", "(": "\\(", ")": "\\)", "[": "\\[", "]": "\\]", "|": 'class("normal", \\|)', "/": "\\/", ",": "\\,", ";": "\\;",
    ":": "\\:", "!": "\\!", ".": "\\.", "?": "\\?", '"': '\\"', "#": "\\#", "@": "\\@", "`": "\\`", "=": "\\=", "<": "\\<",
    ">": "\\>", "+": "\\+", "~": "space",
}  # fmt: skip
BARS = {
    "|": "\\|",
    "\\vert": "\\|",
    "\\lvert": "\\|",
    "\\rvert": "\\|",
    "\\lVert": "‖",
    "\\rVert": "‖",
}  # as delimiters that grow
CENTRED = set("+-=<>*") | {
    f"\\{name}" for name in
    ["le", "leq", "ge", "geq", "ne", "sim", "approx", "equiv", "in", "subset", "to", "cdot", "times", "circ", "cup", "cap", "oplus", "otimes", "pm", "prec", "preceq", "succ", "succeq", "wedge", "vee", "int", "sum", "prod", "land", "lor"]
}  # fmt: skip
