"""`sukoyaka terminal keys …` and `sukoyaka terminal deliveries …`: what the operator keeps, and what left the house."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import click

from sukoyaka import console
from sukoyaka.governance import register as registers
from sukoyaka.parcel.keys import PublicKeys, load_public, pinned
from sukoyaka.terminal import deliveries, flow, shares
from sukoyaka.terminal import release as custody
from sukoyaka.terminal.keys import Keyring

HOME = click.option(
    "--home", type=click.Path(path_type=Path), default=Path("var/terminal"), show_default=True, help="The terminal's own directory."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Result as JSON on standard output.")
REGISTER = click.option("--register", "directory", type=click.Path(path_type=Path, exists=True), help="Directory of the register.")
PASSPHRASE = click.option(
    "--passphrase",
    envvar="SUKOYAKA_PASSPHRASE",
    prompt=True,
    hide_input=True,
    help="Opens the terminal's keys; asked for, or $SUKOYAKA_PASSPHRASE.",
)
OPERATOR = click.option("--by", default="", help="Who is at the keyboard; asked for where two people release.")
DAY = click.DateTime(["%Y-%m-%d"])
OVERDUE = 14  # days after which an unanswered parcel is asked about


def day(on: datetime) -> date:
    """The day of an option."""
    return date(on.year, on.month, on.day)


@click.group(help="The terminal's own keys.")
def keys() -> None:
    """Commands about keys."""


@keys.command(help="Make the root secret and the parcel keys, once.\n\nExample: sukoyaka terminal keys init --home var/terminal")
@HOME
@PASSPHRASE
@JSON
def init(home: Path, passphrase: str, as_json: bool) -> None:
    """Existing keys are kept: another secret would change every pseudonym."""
    keyring, public = flow.make_keys(home, passphrase)
    _show_keys(public, {"key_id": keyring.key_id}, as_json)


@keys.command(help="Show the public key to compare with the other zones.\n\nExample: sukoyaka terminal keys show --home var/terminal")
@HOME
@JSON
def show(home: Path, as_json: bool) -> None:
    """Only the public half; nothing is opened."""
    _show_keys(load_public(home / "keys" / f"{flow.ZONE}.public.json"), {}, as_json)


def _show_keys(public: PublicKeys, more: dict[str, str], as_json: bool) -> None:
    printed = hashlib.sha256(base64.b64decode(public.verify)).hexdigest()[:16]
    console.say(f"公開鍵の指紋  {printed[:4]} {printed[4:8]} {printed[8:12]} {printed[12:]}")
    console.emit({"zone": public.zone, "verify": public.verify, "recipient": public.recipient, "fingerprint": printed, **more}, as_json)


@keys.command(
    "shares",
    help="Three pages, two of which bring the secret back.\n\nExample: sukoyaka terminal keys shares --out PAGES --on 2024-04-01",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the pages go, to be printed and deleted.")
@click.option("--on", type=DAY, required=True, help="Day of printing.")
@HOME
@PASSPHRASE
@JSON
def shares_(out: Path, on: datetime, home: Path, passphrase: str, as_json: bool) -> None:
    """The words are on the pages only: never on the screen, never in the result."""
    made = shares.split(Keyring.open(home, passphrase))
    pages = shares.write_pages(made, out, day(on))
    console.say(f"{len(pages)}枚を {out} に書きました。印刷して別々に保管し、ファイルは消去してください")
    console.emit(
        {"key_id": made[0].key_id, "shares": shares.SHARES, "needed": shares.NEEDED, "pages": [page.name for page in pages]}, as_json
    )


@keys.command(
    help="Bring the secret back from two printed shares.\n\nExample: sukoyaka terminal keys restore --key-id 1a2b3c4d --home var/terminal"
)
@click.option("--key-id", required=True, help="The id printed on the pages.")
@click.option("--words", multiple=True, help="The words of a share; asked for, without showing them, if absent.")
@HOME
@PASSPHRASE
@JSON
def restore(key_id: str, words: tuple[str, ...], home: Path, passphrase: str, as_json: bool) -> None:
    """Refuses to replace a secret that is there; the parcel keys are made anew if they are lost too, and must be pinned again."""
    asked = words or tuple(click.prompt(f"分散{number}の言葉", hide_input=True, err=True) for number in range(1, shares.NEEDED + 1))
    keyring = shares.join(asked, key_id)
    flow.restore_root(home, keyring, passphrase)
    console.say(f"鍵 {keyring.key_id} が戻りました")
    console.emit({"key_id": keyring.key_id}, as_json)


@keys.command(help="Put the same secrets under another passphrase.\n\nExample: sukoyaka terminal keys passphrase --home var/terminal")
@HOME
@PASSPHRASE
@click.option("--new", envvar="SUKOYAKA_NEW_PASSPHRASE", prompt=True, hide_input=True, confirmation_prompt=True, help="The new one.")
@JSON
def passphrase(home: Path, passphrase: str, new: str, as_json: bool) -> None:
    """No pseudonym changes."""
    keyring = flow.change_passphrase(home, passphrase, new)
    console.say("パスフレーズを変更しました")
    console.emit({"key_id": keyring.key_id}, as_json)


@keys.command(
    help="Make another key, and tell each zone which pseudonym was which.\n\n"
    "Example: sukoyaka terminal keys rotate --out OUTBOX --on 2025-04-01 --home var/terminal"
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the two parcels go.")
@click.option("--on", type=DAY, required=True, help="Day of the change.")
@HOME
@REGISTER
@OPERATOR
@PASSPHRASE
@JSON
def rotate(out: Path, on: datetime, home: Path, directory: Path | None, by: str, passphrase: str, as_json: bool) -> None:
    """Cases and histories stay whose they are. Asked again before both receipts are back, it seals the same parcels again."""
    result = flow.rotate(flow.Place(home, out, by), registers.load(directory), passphrase, day(on))
    console.say(f"鍵を {result['key_id']} に替えました。受け取り側に届くまで、次の受け渡しを始めないでください")
    console.say("新しい鍵の分散（keys shares）を印刷し、両方の受領書が戻ったら古い分散を焼却してください")
    console.emit(result, as_json)


@click.group("deliveries", help="What left the terminal, and whether it arrived.")
def sent() -> None:
    """Commands about deliveries."""


@sent.command("list", help="Deliveries, open ones first.\n\nExample: sukoyaka terminal deliveries list --on 2024-05-01")
@click.option("--on", type=DAY, help="Day to count from; deliveries open for more than 14 days are then named overdue.")
@HOME
@JSON
def list_(on: datetime | None, home: Path, as_json: bool) -> None:
    """Parcels by number, with the day on which their receiver says that they arrived."""
    rows = sorted(deliveries.load(home), key=lambda row: (bool(row.received_on), row.made_on, row.kind))
    late = deliveries.overdue(rows, day(on), OVERDUE) if on else []
    shown = [(row.kind, row.sequence, row.receiver, row.made_on, _standing(row, late)) for row in rows]
    console.show_table("送付", ("種類", "番号", "宛先", "作成日", "受領日"), shown)
    names = [row.parcel for row in late]
    console.emit({"deliveries": [vars(row) for row in rows], "open": sum(not row.received_on for row in rows), "overdue": names}, as_json)


def _standing(row: deliveries.Sent, late: Sequence[deliveries.Sent]) -> str:
    if row.waits:
        return "承認待ち"
    return row.received_on or ("督促" if row in late else "未着")


@sent.command(help="Close deliveries by the receipts on a medium.\n\nExample: sukoyaka terminal deliveries close MEDIA --home var/terminal")
@click.argument("medium", type=click.Path(path_type=Path, exists=True, file_okay=False))
@HOME
@JSON
def close(medium: Path, home: Path, as_json: bool) -> None:
    """A receipt whose signature does not hold closes nothing; the command then ends with that cause."""
    returned = deliveries.take_receipts(medium, home, list(pinned(home / "trusted").values()))
    for each in returned:
        console.say(f"{each.file}: {each.outcome}{f' — {each.error.sentence()}' if each.error else ''}")
    outcomes = [{"file": each.file, "outcome": each.outcome} for each in returned]
    console.emit({"receipts": outcomes, "open": sum(not row.received_on for row in deliveries.load(home))}, as_json)
    if failed := next((each.error for each in returned if each.error), None):
        raise failed


@click.command(
    help="Sign a waiting parcel, as the second person, and put it where it may be carried.\n\n"
    "Example: sukoyaka terminal release data-0002-3f2a91c04d5e7788.parcel --by 佐藤 --out OUTBOX --on 2024-05-01"
)
@click.argument("parcel")
@click.option("--by", required=True, help="Who releases it: not the person who sealed it.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the parcel goes.")
@click.option("--on", type=DAY, required=True, help="Day of the release.")
@HOME
@click.option("--passphrase", envvar="SUKOYAKA_RELEASE_PASSPHRASE", prompt=True, hide_input=True, help="The releaser's own; asked for.")
@JSON
def release(parcel: str, by: str, out: Path, on: datetime, home: Path, passphrase: str, as_json: bool) -> None:
    """Until it is signed no zone opens it; who let it go is in the custody log."""
    done = custody.release(home, parcel, by, passphrase, out, day(on))
    console.say(f"{done.name} を {by} が承認しました。運んでよい場所: {out}")
    console.emit({"parcel": done.name, "released_by": by}, as_json)


@click.group(help="The people who release parcels; with the first one, every parcel needs two people.")
def releasers() -> None:
    """Commands about the second person."""


@releasers.command(
    help="Give a person the secret that signs, under that person's own passphrase.\n\n"
    "Example: sukoyaka terminal releasers admit 佐藤 --on 2024-04-01 --home var/terminal"
)
@click.argument("name")
@click.option("--by", default="", help="The releaser who admits; absent for the first, whom the operator admits.")
@click.option("--on", type=DAY, required=True, help="Day of the act.")
@HOME
@click.option("--passphrase", envvar="SUKOYAKA_PASSPHRASE", prompt=True, hide_input=True, help="Of whoever admits.")
@click.option(
    "--own", envvar="SUKOYAKA_RELEASE_PASSPHRASE", prompt=True, hide_input=True, confirmation_prompt=True, help="The new releaser's own."
)
@JSON
def admit(name: str, by: str, on: datetime, home: Path, passphrase: str, own: str, as_json: bool) -> None:
    """The first takes the signing secret from the operator: from then on nobody masks and signs alone."""
    custody.admit(home, name, own, passphrase, by, day(on))
    console.say(f"{name} が承認できるようになりました。これからの荷は二人で送り出します")
    console.emit({"releaser": name}, as_json)


@click.command("custody", help="Who sealed and released what, in order.\n\nExample: sukoyaka terminal custody --home var/terminal")
@HOME
@JSON
def custody_log(home: Path, as_json: bool) -> None:
    """Each act holds the digest of the one before; a log that was changed is an error."""
    told = custody.log(home)
    console.show_table(
        "送り出しの記録", ("日", "誰が", "何を", "荷"), [(a["on"], a["by"], a["what"], a.get("parcel", a.get("who", ""))) for a in told]
    )
    console.emit({"acts": told}, as_json)
