"""Sets papers by typst, in memory: template, data and pictures go in as bytes, a PDF comes out as bytes.

Nothing is written to disk. The words of people are data, never markup, so no word of theirs can ask for a file, a
package or the network.
"""

import json
import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import typst

from sukoyaka.office.packet.papers import Addressed, Papers
from sukoyaka.records.errors import ExitCode, SukoyakaError

TEMPLATE = Path(__file__).parent / "packet.typ"
FAMILY = "IPAexGothic"
PAGE = re.compile(rb"/Type ?/Page(?!s)")


class PacketUnmade(SukoyakaError):
    """Papers that could not be set."""

    exit_code = ExitCode.UNEXPECTED


@dataclass(frozen=True)
class Made:
    """A copy."""

    pdf: bytes
    pages: int


def fonts() -> Path:
    """The folder of the Japanese font that comes with a package, so that no font of the machine is needed."""
    found = find_spec("matplotlib_fontja")
    if found is None or not found.submodule_search_locations:
        raise PacketUnmade("the Japanese font is not installed", "the package matplotlib-fontja", "install the requirements again")
    return Path(next(iter(found.submodule_search_locations))) / "fonts"


def make(papers: Papers, to: Addressed) -> Made:
    """One copy, addressed. The same papers to the same recipient have the same bytes. Raises `PacketUnmade`."""
    data = papers.as_data() | {"number": to.number, "recipient": to.recipient, "organisation": to.organisation, "family": FAMILY}
    pictures = {name: in_our_font(picture) for name, picture in papers.pictures().items()}
    files = {"main.typ": TEMPLATE.read_bytes(), "data.json": json.dumps(data, ensure_ascii=False).encode(), **pictures}
    try:
        pdf: object = typst.compile(
            files,  # type: ignore[call-overload]  # its types do not know yet that several files may come in memory
            ignore_system_fonts=True,
            font_paths=[str(fonts())],
            timestamp=0,
        )
    except typst.TypstError as error:
        raise PacketUnmade("the papers could not be set", "", "order them again; if it happens again, tell the steward") from error
    if not isinstance(pdf, bytes):
        raise PacketUnmade("the typesetter gave no single document", "one PDF", "check the version of typst")
    return Made(pdf, len(PAGE.findall(pdf)))


def in_our_font(picture: str) -> bytes:
    """The picture with the font of the papers; without a namespace it would not be read outside a page."""
    told = picture.replace("<svg ", f'<svg font-family="{FAMILY}" ', 1)
    return (told if "xmlns=" in told[:400] else told.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)).encode()
