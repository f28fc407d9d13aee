"""Machine checks of proof steps: each takes the claim as functions of its parameters and returns a `Verdict`.

| function | proves by |
| --- | --- |
| `identity` | computer algebra (SymPy), after an attempt to falsify at rational points |
| `inequality` | ball arithmetic (Arb) with subdivision, on a box |
| `entails` | an SMT solver (z3), for polynomial real arithmetic without bounds |
| `cases` | enumeration |
| `certified` | an exact rational certificate, verified by `logic.certificate` |
"""

from corollary.logic.checking.algebra import derivative as derivative
from corollary.logic.checking.algebra import identity as identity
from corollary.logic.checking.algebra import integral as integral
from corollary.logic.checking.algebra import total as total
from corollary.logic.checking.boxes import inequality as inequality
from corollary.logic.checking.enumeration import cases as cases
from corollary.logic.checking.rational import certified as certified
from corollary.logic.checking.rational import semidefinite as semidefinite
from corollary.logic.checking.smt import entails as entails
from corollary.logic.checking.verdict import KINDS as KINDS
from corollary.logic.checking.verdict import Verdict as Verdict
