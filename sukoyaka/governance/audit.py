"""The chain that shows tampering: every sealed audit row holds the hash of the one before it.

Pure functions: rows in, hashes or the first broken place out. Why apart from any database: the proof must be
checkable by somebody who trusts neither the application nor its database.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

GENESIS = "0" * 64  # what the first row names as its predecessor

Content = Mapping[str, object]


@dataclass(frozen=True)
class Link:
    """A sealed row. `content` is nothing when the row that was sealed is no longer there."""

    seq: int  # from 1, without gaps
    content: Content | None
    hash: str  # 64 hex digits


def canonical(content: Content) -> bytes:
    """The one way to write a row down: JSON, sorted keys, no spaces, UTF-8. Values must be JSON's own kinds."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def chain_hash(previous: str, seq: int, content: Content) -> str:
    """SHA-256 over the previous hash, the place and the row."""
    return hashlib.sha256(b"\n".join((previous.encode(), str(seq).encode(), canonical(content)))).hexdigest()


def seal(contents: Iterable[Content], after: int = 0, previous: str = GENESIS) -> Iterator[Link]:
    """Chains rows behind the link at `after` whose hash is `previous`."""
    for seq, content in enumerate(contents, start=after + 1):
        previous = chain_hash(previous, seq, content)
        yield Link(seq, content, previous)


def first_broken(links: Iterable[Link], heads: Mapping[int, str] | None = None) -> int | None:
    """The first place where the chain does not hold, or nothing. `links` come in order of `seq`.

    `heads` are hashes written down elsewhere (place → hash): with them a chain that was cut at its end, or rebuilt
    as a whole, is found too.
    """
    heads = heads or {}
    previous, place = GENESIS, 0
    for place, link in enumerate(links, start=1):
        if not _holds(link, place, previous, heads):
            return place
        previous = link.hash
    missing = [seq for seq in heads if seq > place]
    return place + 1 if missing else None


def _holds(link: Link, place: int, previous: str, heads: Mapping[int, str]) -> bool:
    if link.seq != place or link.content is None:
        return False
    return link.hash == chain_hash(previous, place, link.content) and heads.get(place, link.hash) == link.hash
