"""What can it represent? Memory against the number of examples, region counts, universality."""

import math

from corollary.corpus.learning.vc_dimension import VCDimension
from corollary.corpus.networks.deep_network_memorization import Memory
from corollary.corpus.networks.linear_region import LogActivationRegions
from corollary.logic import AtLeast, AtMost
from corollary.observe.setting import TRAIN
from corollary.report.case import Case
from corollary.report.model import Line, Section

GOALS = (AtLeast[Memory], AtMost[LogActivationRegions], AtMost[VCDimension])
QUESTION = "What can it represent?"


def answer(case: Case) -> Section:
    """The section."""
    network, form = case.setting.model.network, case.setting.form
    if network is None:
        words = "Its internals are not known: nothing can be said of what its architecture can represent."
        return Section("represent", QUESTION, words, (Line("not known", words),))
    lines = [_counted(case)]
    memory, regions = case.best(AtLeast[Memory]), case.best(AtMost[LogActivationRegions])
    n = len(case.setting.data[TRAIN].labels) if TRAIN in case.setting.data else None
    words = f"It has {network.parameter_count:,} parameters"
    if memory is not None:
        fits = math.ceil(memory.number)
        lines.append(
            case.proved(memory, f"Its architecture can fit any labels on any {fits} distinct inputs", _beside(fits, n))
        )
        words += f" and can fit any labels on {fits} distinct inputs"
    elif form is not None and n is not None:
        lines.append(
            Line(
                "not known",
                "How many arbitrary labels its architecture can fit: the theorem here is for ReLU networks with a hidden layer, "
                "all of whose parameters are those of dense layers.",
            )
        )
    capacity = case.best(AtMost[VCDimension])
    if capacity is not None:
        words_vc = f"The decisions between two classes that its architecture can make have VC dimension at most {math.floor(capacity.number):,}"
        lines.append(case.proved(capacity, words_vc, "" if n is None else f"The training sample has {n:,} examples."))
    if regions is not None:
        power = regions.number / math.log(10)
        lines.append(
            case.proved(
                regions,
                f"It is affine on each of at most 10^{math.ceil(power * 10) / 10:g} activation regions of its input space",
            )
        )
    lines.append(_universal(case))
    return Section("represent", QUESTION, words + ".", tuple(lines))


def _counted(case: Case) -> Line:
    network = case.setting.model.network
    assert network is not None
    kilobytes = network.parameter_bits / 8000
    words = f"{network.parameter_count:,} parameters, {kilobytes:.1f} kB at the precision in which they are stored."
    return Line("measured", words, value=float(network.parameter_count))


def _beside(fits: int, n: int | None) -> str:
    if n is None:
        return ""
    if fits >= n:
        return f"The training sample has {n}: its training error alone says nothing about new data."
    return (
        f"The training sample has {n}; whether it could fit any labels on all of them is not decided by this theorem."
    )


def _universal(case: Case) -> Line:
    form = case.setting.form
    if form is None or form.depth < 2:
        return Line("not known", "Which functions networks of its kind approximate is not decided here.")
    words = "How well it can approximate a given function at this width. Shallow networks, wide enough, approximate every continuous function "
    return Line(
        "not known",
        words + "on every compact set as closely as wanted; the theorem names no width.",
        "universal-approximation",
    )
