"""A book holds all that its goal needs and nothing else, in an order that can be read."""

import re

import pytest

from corollary import text
from corollary.books import plan
from corollary.books.readers import known
from corollary.errors import InputError

CORPUS = text.load()
QUESTIONS = [id for id, one in CORPUS.entries.items() if one.kind == "question"]
LINK = re.compile(r"\[\[([^\]|]+)")


def needs(id):
    """What a page needs, read off its file: the links of its statement and proof, and of what a question names as proved."""
    source = CORPUS.statement(id).path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    head, *sections = re.split(r"^## ", source, flags=re.MULTILINE)
    kept = [part for part in sections if part.split("\n")[0] in ("Proof", "Proved")]
    found = {CORPUS.entry(to).id for part in [head, *kept] for to in LINK.findall(part)}
    return found - {id}


def behind(ids):
    """All that the statements (not the proofs) of the ids rest on."""
    todo, seen = list(ids), set(ids)
    while todo:
        for to in set(CORPUS.uses(todo.pop(), proofs=False)) - seen:
            seen.add(to)
            todo.append(to)
    return seen


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "know", [[], ["measure-theory"], ["undergraduate"], ["physics"]], ids=lambda know: "-".join(know) or "nothing"
)
def test_a_book_is_self_contained_with_nothing_unused(question, know):
    book = plan(CORPUS, [question], know)
    inside, read = set(book.ids), set()
    assumed = behind(known(CORPUS, know))
    for id in book.ids:
        missing = needs(id) - inside - assumed
        assert not missing, f"{id} needs {missing}"
        read.add(id)
    for id in inside - set(book.goals):
        assert any(id in needs(other) for other in inside), f"nothing needs {id}"
    assert not inside & assumed
    assert len(book.ids) == len(inside)


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_a_proof_uses_comes_before_it(question):
    book = plan(CORPUS, [question])
    place = {id: at for at, id in enumerate(book.ids)}
    for id in book.ids:
        if CORPUS.entry(id).kind not in ("question", "observation"):
            for to in CORPUS.entry(id).proof_links:
                assert place[CORPUS.entry(to).id] < place[id], f"{id} is proved by {to}, which comes later"


def test_known_statements_and_what_lies_only_behind_them_are_left_out():
    whole = set(plan(CORPUS, ["finite-class-uniform-convergence"]).ids)
    less = set(plan(CORPUS, ["finite-class-uniform-convergence"], ["hoeffding-inequality"]).ids)
    assert "hoeffding-inequality" in whole and "hoeffding-lemma" in whole
    assert not {"hoeffding-inequality", "hoeffding-lemma"} & less
    assert "risk" in less


def test_without_proofs_what_only_proofs_use_is_left_out():
    assert "hoeffding-inequality" not in plan(CORPUS, ["finite-class-uniform-convergence"], proofs=False).ids


def test_readers_of_a_file(tmp_path):
    mine = tmp_path / "mine.yaml"
    mine.write_text("me: {says: what I know, know: [probability, foundations/background]}\n")
    assert {CORPUS.entry(id).area for id in plan(CORPUS, ["rademacher-complexity"], [str(mine)]).ids}.isdisjoint(
        {"probability"}
    )


@pytest.mark.parametrize(
    ("goals", "know", "says"),
    [
        ([], [], "needs a goal"),
        (["no-such-thing"], [], "no statement"),
        (["risk"], ["astrology"], "measure-theory"),
        (["risk"], ["absent.yaml"], "cannot be read"),
        (["risk"], ["foundations/opera"], "nothing of kind"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_one_sentence(goals, know, says):
    with pytest.raises(InputError, match=says):
        plan(CORPUS, goals, know)


def test_chapters_are_few_and_numbers_are_unique():
    book = plan(CORPUS, ["question-what-do-pac-guarantees-mean"], ["measure-theory"])
    assert 3 <= len(book.chapters) <= 8
    assert len(set(book.numbers.values())) == len(book.ids)
    assert book.numbers[book.chapters[1].ids[2]] == "2.3"
