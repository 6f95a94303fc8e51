"""Work that nobody waits for at a screen: jobs in the same PostgreSQL, ordered in the transaction of the act itself.

Wraps procrastinate in one file. `sukoyaka office work` does the jobs; the server does them too, every few seconds.
"""

from procrastinate.contrib.django import app

QUEUE = "papers"


@app.task(name="make_packet", queue=QUEUE)
def make_packet(packet: int) -> None:
    """Makes the copies of an ordered packet."""
    from sukoyaka.office.web.asking import as_office
    from sukoyaka.office.web.views.papers import make_copies

    with as_office():
        make_copies(packet)


def order(packet: int) -> None:
    """Orders the job; it exists if and when the transaction is committed."""
    make_packet.defer(packet=packet)


def work(*, wait: bool) -> None:
    """Does the jobs that are there; with `wait` goes on for those to come, until it is stopped."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]  # Django's connector has it
    with app.replace_connector(connector) as worker:
        worker.run_worker(queues=[QUEUE], wait=wait, install_signal_handlers=wait, listen_notify=wait, concurrency=1)
