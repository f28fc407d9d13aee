"""Runs of trials with a known truth: verdicts over many seeds, the same results by every road, what is kept."""

import random
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from corollary.trials import batch, record
from corollary.trials.batch import Batch, failing
from corollary.trials.engine import Here, Processes
from corollary.trials.sequential import LEVEL
from corollary.trials.session import Budget, Session, Stream
from corollary.trials.store import Store, path
from tests.trials import toys


def _counts(session):
    """All that a run found but the time it took."""
    return [(s.mutant, s.verdict, s.decided, {**vars(s.tally), "seconds": None}) for s in session.streams]


def _run(entries, seed=0, draws=2000, engine=None, store=None, resume=False, family=10):
    session = Session([Stream(e, family) for e in entries], seed, Budget(draws), engine or Here(), store)
    session.run(resume)
    return session


def test_a_false_theorem_is_refuted_and_a_true_one_survives_over_many_seeds():
    with toys.registered(toys.never_fails, toys.rarely_fails, toys.fails_less, toys.fails_more) as entries:
        for seed in range(20):
            verdicts = [stream.verdict for stream in _run(entries, seed, 20_000).streams]
            assert verdicts == ["survived", "refuted", "confirmed", "refuted"]


def test_a_claim_that_holds_with_equality_is_refuted_no_more_often_than_the_level_says():
    level, runs = 0.1, 150
    with toys.registered(toys.fails_as_allowed) as entries:
        found = [_run(entries, seed, 4000, family=LEVEL / level).streams[0].verdict for seed in range(runs)]
    from scipy.stats import binom

    assert binom.sf(found.count("refuted") - 1, runs, level) > 1e-6
    assert binom.sf(found.count("confirmed") - 1, runs, level) > 1e-6


def test_it_stops_when_decided_and_counts_nothing_after():
    with toys.registered(toys.rarely_fails) as entries:
        tally = _run(entries, draws=100_000).streams[0].tally
    assert tally.batches == tally.first + 1 < 50


def test_a_violation_is_found_again_from_its_batch_alone():
    with toys.registered(toys.rarely_fails) as entries:
        tally = _run(entries, seed=3, draws=20_000).streams[0].tally
        again = Batch(toys.ID, "rarely_fails", 3, tally.first)
        assert again.command() == f"corollary try toy --trial rarely_fails --seed 3 --batch {tally.first}"
        rows = failing(again.attempt())
    assert len(rows) == tally.failures > 0
    assert all(row["observed"] > row["bound"] for row in rows)


def test_batches_of_other_seeds_numbers_and_trials_are_other_instances():
    one = Batch("a", "b", 0, 0)
    others = [replace(one, seed=1), replace(one, number=1), replace(one, id="c"), replace(one, name="c")]
    draws = {batch.rng().integers(2**60) for batch in (one, *others)}
    assert len(draws) == 5
    assert replace(one, mutant="constant:2").rng().integers(2**60) == one.rng().integers(2**60)


class Shuffled:
    """An engine that looks ahead, gives results out of order and some of them twice."""

    def run(self, batches):
        rng, held, source = random.Random(1), [], iter(batches)
        while True:
            while len(held) < 7 and (one := next(source, None)) is not None:
                held += [one] * rng.randint(1, 2)
            if not held:
                return
            one = held.pop(rng.randrange(len(held)))
            yield one, one.run()


def test_the_outcome_does_not_depend_on_the_order_of_results():
    with toys.registered(*toys.ALL) as entries:
        assert _counts(_run(entries, engine=Shuffled())) == _counts(_run(entries, engine=Here()))


def test_processes_find_what_this_process_finds():
    from corollary import corpus

    entries = corpus.trials("markov-inequality") + corpus.trials("test-set-bound")
    assert _counts(_run(entries, draws=600, engine=Processes(2))) == _counts(_run(entries, draws=600))


class Stopped(Here):
    """Ctrl-C after some batches."""

    def __init__(self, after):
        self.after = after

    def run(self, batches):
        for number, found in enumerate(super().run(batches)):
            if number == self.after:
                raise KeyboardInterrupt
            yield found


@pytest.mark.parametrize("after", [0, 1, 8, 17])
def test_a_run_that_is_taken_up_again_ends_as_one_that_never_stopped(after, tmp_path):
    with toys.registered(*toys.ALL) as entries:
        with closing(Store(tmp_path / "once.sqlite")) as store:
            whole = _run(entries, store=store)
        with closing(Store(tmp_path / "twice.sqlite")) as store:
            first = _run(entries, engine=Stopped(after), store=store)
            assert first.interrupted and sum(s.tally.batches for s in first.streams) == after
        with closing(Store(tmp_path / "twice.sqlite")) as store:
            counted = []
            second = _run(entries, engine=Counting(counted), store=store, resume=True)
    assert _counts(second) == _counts(whole) and not second.interrupted
    assert len(counted) == sum(s.tally.batches for s in whole.streams) - after, "nothing is computed twice"


class Counting(Here):
    """Notes what it runs."""

    def __init__(self, ran):
        self.ran = ran

    def run(self, batches):
        for found in super().run(batches):
            self.ran.append(found[0])
            yield found


def test_more_draws_go_on_from_fewer(tmp_path):
    with toys.registered(toys.never_fails) as entries, closing(Store(tmp_path / "s.sqlite")) as store:
        _run(entries, draws=1000, store=store)
        counted = []
        more = _run(entries, draws=2000, store=store, resume=True, engine=Counting(counted))
    assert more.streams[0].tally.draws == 2000 and [b.number for b in counted] == [5, 6, 7, 8, 9]


def test_a_budget_of_minutes_ends(tmp_path):
    with toys.registered(toys.never_fails) as entries:
        session = Session([Stream(entries[0], 10)], budget=Budget(None, 0.01))
        session.run()
    assert session.streams[0].tally.batches > 3 and session.seconds < 5


def test_what_is_on_record_is_what_was_found_until_the_source_changes(monkeypatch):
    from corollary.trials import store as kept

    assert record(toys.ID) is None
    with toys.registered(toys.never_fails, toys.fails_less) as entries:
        with closing(Store()) as store:
            for seed in (1, 2):
                _run(entries, seed, 1000, store=store)
        found = record(toys.ID)
        assert found is not None and [one.name for one in found.results] == ["never_fails", "fails_less"]
        assert found.results[0].tally.draws == 2000 and found.results[0].verdict == "survived"
        assert "not refuted" in found.words
        monkeypatch.setattr(kept, "digest", lambda files: "of another source")
        assert record(toys.ID) is None
        with closing(Store()) as store:
            again = _run(entries, 1, 200, store=store, resume=True)
            assert again.streams[0].tally.draws == 200, "old results do not count"
    with closing(sqlite3.connect(path())) as base:
        assert base.execute("SELECT count(*) FROM batch WHERE seed = 2").fetchone() == (0,), "and are forgotten"


def test_the_version_of_a_trial_changes_with_its_source_and_with_what_it_uses(tmp_path):
    from corollary import corpus
    from corollary.trials.version import digest, sources

    entry = corpus.trials("hoeffding-inequality")[0]
    files = sources(entry)
    assert {"hoeffding_inequality.py", "iid_sample.py"} <= {file.name for file in files}
    copies = []
    for file in files:
        copies.append(tmp_path / file.name)
        copies[-1].write_bytes(file.read_bytes())
    assert digest(tuple(copies)) == digest(files)
    copies[-1].write_text(copies[-1].read_text() + "\n")
    assert digest(tuple(copies)) != digest(files)
    assert digest((tmp_path / "missing.py",)) == ""


def test_a_trial_that_raises_is_reported_and_does_not_end_the_run():
    with toys.registered(toys.raises, toys.never_fails) as entries:
        bad, good = _run(entries).streams
    assert bad.tally.error == "ZeroDivisionError: no number" and bad.verdict == "not run" and bad.tally.batches == 1
    assert good.verdict == "survived"


def test_the_tightest_ratio_is_the_greatest_on_either_side():
    from corollary.logic.trial import Attempt

    assert batch.tightest(Attempt([1.0, 3.0, -1.0], [2.0, 4.0, 1.0])) == 0.75
    assert batch.tightest(Attempt([4.0, 8.0], [2.0, 2.0], sense="at_least")) == 0.5
    assert batch.tightest(Attempt([-4.0], [2.0])) is None
