"""Our query trees as Whoosh's, for Whoosh's own searcher: the same documents, the same scores.

    with whoosh.index.open_dir("index").searcher(weighting=Weighting()) as searcher:
        searcher.search(to_whoosh(timkiem.query.parse("Quảng Bình")), limit=None)

Use ``limit=None``: with a limit Whoosh prunes, and not soundly. What differs: a prefix counts once for each
word that it stands for, and articles with only some of the words are not found.
"""

from math import log1p
from typing import Any

from whoosh import query as q
from whoosh import scoring

from timkiem import ranking
from timkiem.evaluate import fields_of, terms_of_run
from timkiem.lookup import Term
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word

_SUFFIX = {"folded": "", "written": "_written", "pair": "_pair", "folded prefix": "", "written prefix": "_written"}


def to_whoosh(tree: Node) -> q.Query:
    """A tree of ``timkiem.query`` as Whoosh query nodes over the fields of ``columnar.schema``."""
    match tree:
        case Word() | Prefix() | Phrase():
            return to_whoosh(Run((tree,)))
        case Run():
            groups = [to_whoosh(item) for item in tree.items if not isinstance(item, Word | Prefix | Phrase)]
            scored = q.Or([*(_scored(term, worth) for term, worth in terms_of_run(tree).items()), *groups])
            return q.Require(scored, _matched(tree))
        case And(wanted=()):
            return q.ConstantScoreQuery(_matched(tree), 0.0)
        case And():
            return q.Require(q.And([to_whoosh(child) for child in tree.wanted]), _matched(tree))
        case Or():
            return q.Or([to_whoosh(child) for child in tree.children])


class Weighting(scoring.BM25F):  # type: ignore[misc]
    """BM25 with the constants and the idf of ``ranking``; scores are K1 + 1 times ours, as Whoosh has that factor."""

    def __init__(self) -> None:
        b = {f"{name}{suffix}_B": value for name, value in ranking.B.items() for suffix in set(_SUFFIX.values())}
        super().__init__(K1=ranking.K1, **b)

    def idf(self, searcher: Any, fieldname: str, text: bytes) -> float:
        parent = searcher.get_parent()
        documents, holding = parent.doc_count_all(), parent.doc_frequency(fieldname, text)
        if fieldname.endswith("_pair"):
            holding = min(parent.frequency(fieldname, text), documents)
        return log1p((documents - holding + 0.5) / (holding + 0.5))


def _scored(term: Term, worth: float) -> q.Query:
    kind = q.Prefix if "prefix" in term.kind else q.Term
    return kind(term.field + _SUFFIX[term.kind], term.text, boost=worth)


def _matched(node: Node) -> q.Query:
    """The documents of a node; its scores mean nothing."""
    match node:
        case Word():
            suffix, text = ("_written", node.form.written) if node.literal else ("", node.form.folded)
            return q.Or([q.Term(field + suffix, text) for field in fields_of(node)])
        case Prefix():
            return q.Or([q.Prefix(field, node.form.folded) for field in fields_of(node)])
        case Phrase():
            words = [word.form.folded for word in node.words]
            literal = [q.And([_matched(word) for word in node.words if word.literal])]
            phrase = q.Or([q.Phrase(field, words) for field in fields_of(node)])
            return q.And([phrase, *literal]) if any(word.literal for word in node.words) else phrase
        case Run():
            return _without([*node.items, *node.required], node.excluded)
        case And():
            return _without(node.wanted, node.excluded)
        case Or():
            return q.Or([_matched(child) for child in node.children])


def _without(wanted: Any, excluded: Any) -> q.Query:
    return q.And([*(_matched(node) for node in wanted or []), *(q.Not(_matched(node)) for node in excluded), q.Every()])
