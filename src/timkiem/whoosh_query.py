"""Our query trees as Whoosh's, for Whoosh's own searcher: the same documents, the same scores.

    with whoosh.index.open_dir("index").searcher(weighting=Weighting()) as searcher:
        searcher.search(to_whoosh(timkiem.parsing.parse("Quảng Bình")), limit=None)

Use ``limit=None``: with a limit Whoosh prunes, and not soundly. What differs: a prefix counts once for each
word that it stands for, a phrase of literal words is found in any writing where its words stand as written, and
articles with only some of the words are not found.
"""

from collections.abc import Sequence
from math import log1p
from typing import Any

from whoosh import query as q
from whoosh import scoring
from whoosh.matching import InverseMatcher

from timkiem import ranking
from timkiem.filters import Label, Within
from timkiem.lookup import Term
from timkiem.query import And, Node, Or, Phrase, Prefix, Run, Word
from timkiem.worth import fields_of, terms_of_run

_SUFFIX = {"folded": "", "written": "_written", "pair": "_pair", "folded prefix": "", "written prefix": "_written"}


def to_whoosh(tree: Node) -> q.Query:
    """A tree of ``timkiem.query`` as Whoosh query nodes over the fields of ``columnar.schema``."""
    match tree:
        case Word() | Prefix() | Phrase():
            return to_whoosh(Run((tree,)))
        case Label() | Within():
            return q.And([_matched(tree), q.Every()], boost=0.0)
        case Run():
            groups = [to_whoosh(item) for item in tree.items if not isinstance(item, Word | Prefix | Phrase)]
            scored = q.Or([*(_scored(term, worth) for term, worth in terms_of_run(tree).items()), *groups])
            return q.Require(scored, _matched(tree))
        case And(wanted=()):
            return q.And([_matched(tree), q.Every()], boost=0.0)
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
        """From documents that are not deleted, which Whoosh's own figures count too."""
        parent = searcher.get_parent()
        documents, holding = parent.doc_count(), 0.0
        if (fieldname, text) in parent.reader():
            matcher = parent.reader().postings(fieldname, text)
            while matcher.is_active():
                holding += matcher.weight() if fieldname.endswith("_pair") else 1
                matcher.next()
        holding = min(holding, documents)
        return log1p((documents - holding + 0.5) / (holding + 0.5))

    def scorer(self, searcher: Any, fieldname: str, text: bytes, qf: int = 1) -> Any:
        scorer = super().scorer(searcher, fieldname, text, qf)
        parent = searcher.get_parent()
        lengths = [parent.doc_field_length(docnum, fieldname) for docnum in parent.reader().all_doc_ids()]
        scorer.avgfl = sum(lengths) / max(len(lengths), 1) or 1
        return scorer


def _scored(term: Term, worth: float) -> q.Query:
    kind = q.Prefix if "prefix" in term.kind else _Like if term.like else q.Term
    found = kind(term.field + _SUFFIX[term.kind], term.text, boost=worth)
    if isinstance(found, _Like):
        found.like = [(each.field + _SUFFIX[each.kind], each.text, share) for each, share in term.like]
    return found


class _Like(q.Term):  # type: ignore[misc]
    """A term that is no rarer than what it stands for: see ``lookup.Term``."""

    like: Sequence[tuple[str, str, float]] = ()

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        weighting = searcher.weighting if context is None or context.weighting is None else context.weighting
        if not isinstance(weighting, Weighting):
            return super().matcher(searcher, context)
        own = weighting.idf(searcher, self.fieldname, self.text.encode())
        parent = searcher.get_parent()
        shares = [
            min(own, weighting.idf(searcher, name, text.encode())) * share
            for name, text, share in self.like
            if parent.doc_frequency(name, text)
        ]
        worth = (sum(shares) or own) / own
        return q.Term(self.fieldname, self.text, boost=self.boost * worth).matcher(searcher, context)


def _matched(node: Node) -> q.Query:
    """The documents of a node; its scores mean nothing."""
    match node:
        case Word():
            suffix, text = ("_written", node.form.written) if node.literal else ("", node.form.folded)
            return q.Or([q.Term(field + suffix, text) for field in fields_of(node)])
        case Prefix():
            return q.Or([q.Prefix(field, node.form.folded) for field in fields_of(node)])
        case Phrase():
            return q.Or([_phrase(node, field) for field in fields_of(node)])
        case Label():
            return _label(node)
        case Within():
            raise NotImplementedError("Whoosh has no index of periods")
        case Run():
            return _without([*node.items, *node.required], node.excluded)
        case And():
            return _without(node.wanted, node.excluded)
        case Or():
            return q.Or([_matched(child) for child in node.children])


def _label(label: Label) -> q.Query:
    """The words of a label in the text of its field, which has all labels of a document behind each other."""
    words = [word.folded for word in label.words]
    if label.begun:
        return q.And([*(q.Term(label.field, word) for word in words[:-1]), q.Prefix(label.field, words[-1])])
    return q.Phrase(label.field, words) if len(words) > 1 else q.Term(label.field, words[0])


def _phrase(phrase: Phrase, field: str) -> q.Query:
    literal = [q.Term(f"{field}_written", word.form.written) for word in phrase.words if word.literal]
    return q.And([q.Phrase(field, [word.form.folded for word in phrase.words]), *literal])


def _without(wanted: Any, excluded: Any) -> q.Query:
    return q.And([*(_matched(node) for node in wanted or []), *(_Not(_matched(node)) for node in excluded), q.Every()])


class _Not(q.Not):  # type: ignore[misc]
    """Whoosh's own passes over deleted documents and, doing so, over some that it should exclude."""

    def matcher(self, searcher: Any, context: Any = None) -> InverseMatcher:
        child = self.query.matcher(searcher, searcher.boolean_context())
        return InverseMatcher(child, searcher.reader().doc_count_all())
