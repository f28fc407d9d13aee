"""Heavy ball cycles on a strongly convex function: the cycle, run in rational numbers."""

from fractions import Fraction
from typing import TYPE_CHECKING

from corollary.logic import Attempt, Constant, ablation, step, trial
from corollary.logic.checking import Verdict, cases, entails, identity

if TYPE_CHECKING:
    import numpy as np

CYCLE = (Fraction(792, 1225), Fraction(-2208, 1225), Fraction(2592, 1225))


def _slope(x: Fraction) -> Fraction:
    return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24


def _updated(before: Fraction, x: Fraction, step: Fraction, momentum: Fraction) -> Fraction:
    return x - step * _slope(x) + momentum * (x - before)


def _off(momentum: Fraction) -> Fraction:
    """How far the three points are from being a cycle."""
    p, q, r = CYCLE
    nexts = ((p, q, r), (q, r, p), (r, p, q))
    return max(abs(_updated(a, b, Fraction(1, 9), momentum) - c) for a, b, c in nexts)


@trial("heavy-ball-nonconvergence")
def cycle(rng: "np.random.Generator", draws: int) -> Attempt:
    """The three updates, exactly."""
    import numpy as np

    return Attempt(np.array([float(_off(Fraction(4, 9)))]), 0.0)


@trial("heavy-ball-nonconvergence")
def from_three_point_three(rng: "np.random.Generator", draws: int) -> Attempt:
    """x_12 and x_13 are within 1/25 of the first two points of the cycle, exactly."""
    import numpy as np

    points = [Fraction(33, 10)] * 2
    for _ in range(13):
        points.append(_updated(points[-2], points[-1], Fraction(1, 9), Fraction(4, 9)))
    return Attempt(np.array([float(abs(points[-2] - CYCLE[0])), float(abs(points[-1] - CYCLE[1]))]), 1 / 25)


@trial("heavy-ball-nonconvergence")
def attraction(rng: "np.random.Generator", draws: int) -> Attempt:
    """Perturbed by 1/25 at two consecutive points, it comes back to the cycle: 120 steps."""
    import numpy as np

    p, q, _ = map(float, CYCLE)
    before, x = p + rng.uniform(-0.04, 0.04, size=draws), q + rng.uniform(-0.04, 0.04, size=draws)
    for _ in range(120):
        slope = np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))
        before, x = x, x - slope / 9 + 4 / 9 * (x - before)
    return Attempt(np.abs(x - q), 1e-9)


@ablation("heavy-ball-nonconvergence", breaks="constant")
def other_momentum(rng: "np.random.Generator", draws: int) -> Attempt:
    """With the momentum 1/3 the three points are no cycle."""
    import numpy as np

    return Attempt(np.array([float(_off(Fraction(1, 3)))]), 0.0)


@ablation("heavy-ball-nonconvergence", breaks="constant")
def smaller_step(rng: "np.random.Generator", draws: int) -> Attempt:
    """Half of the step: near the minimum after 300 steps, not on the cycle."""
    import numpy as np

    before = x = rng.uniform(3.2, 3.4, size=draws)
    for _ in range(300):
        slope = np.where(x < 1, 25 * x, np.where(x < 2, x + 24, 25 * x - 24))
        before, x = x, x - slope / 18 + 4 / 9 * (x - before)
    return Attempt(np.abs(x), 0.5, sense="at_least")


# Checked steps of the proof.


@step("heavy-ball-nonconvergence", 3, mutant={"p": 793})
def updates(p: Constant = 792) -> Verdict:
    r"""The three updates of $p = \frac{792}{1225}$, $q = - \frac{2208}{1225}$, $r = \frac{2592}{1225}$."""
    cycle = [Fraction(p, 1225), Fraction(-2208, 1225), Fraction(2592, 1225)]

    def slope(x: Fraction) -> Fraction:
        return 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24

    return cases(
        ((cycle[i - 1], cycle[i], cycle[(i + 1) % 3]) for i in range(3)),
        lambda before, x, after: x - slope(x) / 9 + Fraction(4, 9) * (x - before) == after,
    )


@step("heavy-ball-nonconvergence", 4, mutant={"two": 1})
def solution(two: Constant = 2) -> Verdict:
    r"""$e_{k+1} = - \frac43 e_k - \frac49 e_{k-1}$ has the solutions $e_{j + i} = (- \frac23)^i (a + b i)$; `r` is -2/3."""
    r = Fraction(-two, 3)
    return identity(
        lambda a, b, i: r**2 * (a + b * (i + 1)),
        lambda a, b, i: -Fraction(4, 3) * r * (a + b * i) - Fraction(4, 9) * (a + b * (i - 1)),
    )


@step("heavy-ball-nonconvergence", 5, mutant={"bound": Fraction(12, 5)})
def slopes(bound: Constant = Fraction(5, 2)) -> Verdict:
    r"""If $\abs{e_j}, \abs{e_{j+1}} \le \varepsilon$, then $\abs{b} \le \frac52 \varepsilon$; `e_{j+1}` is -2/3 (a + b)."""
    return entails(
        lambda a, b, epsilon: [abs(a) <= epsilon, abs(2 * (a + b) / 3) <= epsilon],
        lambda a, b, epsilon: abs(b) <= bound * epsilon,
    )


@step("heavy-ball-nonconvergence", 5, mutant={"bound": Fraction(13, 5)})
def transient(bound: Constant = Fraction(27, 10)) -> Verdict:
    r"""$(\frac23)^i (1 + \frac52 i) \varepsilon \le 2.7 \varepsilon$ for `i <= 60`."""
    return cases(((i,) for i in range(61)), lambda i: Fraction(2, 3) ** i * (1 + Fraction(5 * i, 2)) <= bound)


@step("heavy-ball-nonconvergence", 6, mutant={"start": 4})
def reached(start: Constant = Fraction(33, 10)) -> Verdict:
    r"""From $x_{-1} = x_0 = 3.3$ the points $x_{12}$ and $x_{13}$ are within $\frac{1}{25}$ of $p$ and $q$."""
    points = [Fraction(start), Fraction(start)]
    for _ in range(13):
        x = points[-1]
        slope = 25 * x if x < 1 else x + 24 if x < 2 else 25 * x - 24
        points.append(x - slope / 9 + Fraction(4, 9) * (x - points[-2]))
    near = ((points[13], Fraction(792, 1225)), (points[14], Fraction(-2208, 1225)))
    return cases(near, lambda x, p: abs(x - p) <= Fraction(1, 25))


@step("heavy-ball-nonconvergence", 2, mutant={"shift": 23})
def continuous(shift: Constant = 24) -> Verdict:
    r"""$f'$ is continuous ($25$ at $1$, $26$ at $2$): the values from both sides."""
    return cases(
        [(1, 25 * 1, 1 + shift, 25), (2, 2 + shift, 25 * 2 - shift, 26)], lambda _, a, b, value: a == b == value
    )
