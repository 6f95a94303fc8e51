"""The root secret on paper: three shares, any two of which bring it back (SLIP-0039, Shamir's scheme with a checksum).

Writes one page a share, for three envelopes in three safes. One share alone tells nothing of the secret. Why: a lost disk or a
forgotten passphrase must not change every pseudonym of the city.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from sukoyaka.records.errors import ExitCode, SukoyakaError
from sukoyaka.terminal.keys import Keyring

SHARES, NEEDED = 3, 2
_CAUSES = (  # sign in the library's message → what we say
    ("checksum", "a word was misread"),
    ("invalid mnemonic word", "a word is not in the list"),
    ("length", "words are missing"),
    ("wrong number", "too few of them"),
    ("list of mnemonics is empty", "there is none"),
)


class SharesUnusable(SukoyakaError):
    """Too few shares, shares of two secrets, or a word misread."""

    exit_code = ExitCode.KEY_UNAVAILABLE


@dataclass(frozen=True)
class Share:
    """One page: 33 words, and which secret they belong to."""

    number: int
    key_id: str
    words: tuple[str, ...]

    def __repr__(self) -> str:
        return f"Share({self.number} of {SHARES}, {self.key_id}, ***)"


def split(keyring: Keyring) -> list[Share]:
    """Three shares of the root secret; drawn anew each time, and shares of two draws do not fit each other."""
    drawn = generate_mnemonics(1, [(NEEDED, SHARES)], keyring.root, iteration_exponent=0)[0]
    return [Share(number, keyring.key_id, tuple(words.split())) for number, words in enumerate(drawn, start=1)]


def join(texts: Sequence[str], key_id: str | None = None) -> Keyring:
    """The root secret from the words of two shares. Raises `SharesUnusable`; with a `key_id`, also when it is another secret."""
    try:
        keyring = Keyring(combine_mnemonics([" ".join(text.lower().split()) for text in texts]))
    except (MnemonicError, ValueError) as error:
        raise SharesUnusable(
            f"{len(texts)} share(s) do not give the secret: {_cause(error)}",
            f"the words of {NEEDED} different shares of the same printing",
            "compare every word with the page; use another share",
        ) from error
    if key_id is not None and keyring.key_id != key_id:
        raise SharesUnusable(f"the shares give the secret {keyring.key_id}", f"the secret {key_id}", "use the pages printed for that one")
    return keyring


def _cause(error: Exception) -> str:
    """Why, in our own words: the library's message may repeat words of the secret."""
    text = str(error).lower()
    return next((says for sign, says in _CAUSES if sign in text), "they are not of one printing")


def write_pages(shares: Sequence[Share], out: Path, on: date) -> list[Path]:
    """A page per share, readable by the operator alone. Raises `SharesUnusable` rather than overwrite a page."""
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"share-{share.key_id}-{share.number}-of-{SHARES}.html" for share in shares]
    if there := [path.name for path in paths if path.exists()]:
        raise SharesUnusable(f"{there[0]} exists already", "an empty directory", "burn the old pages, or name another directory")
    for share, path in zip(shares, paths, strict=True):
        path.touch(mode=0o600)
        path.write_text(_page(share, on), encoding="utf-8")
    return paths


def _page(share: Share, on: date) -> str:
    words = "".join(f"<li>{html.escape(word)}</li>" for word in share.words)
    return f"""<!doctype html><html lang="ja"><meta charset="utf-8"><title>鍵の分散 {share.number}/{SHARES}</title>
<style>@page{{size:A4;margin:22mm}}body{{font:16px/1.7 sans-serif}}ol{{columns:3;font:18px/2 monospace}}h1{{font-size:22px}}</style>
<h1>健やか　仮名化の鍵（分散 {share.number} / {SHARES}）</h1>
<p>鍵の識別子 <b>{share.key_id}</b>　印刷日 {on.isoformat()}</p>
<p>{SHARES}枚のうち{NEEDED}枚がそろうと鍵が戻ります。封筒に入れて封をし、別々の場所の金庫に保管してください。印刷したらこのファイルは消去してください。</p>
<ol>{words}</ol>
<p>戻すとき: <code>sukoyaka terminal keys restore</code>　　保管者 ＿＿＿＿＿＿＿＿　保管場所 ＿＿＿＿＿＿＿＿</p></html>
"""
