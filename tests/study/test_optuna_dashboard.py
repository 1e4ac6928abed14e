"""The real optuna-dashboard opens a study's journal, with the states as they are."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

from tests.browser import page


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Log nothing."""


@pytest.fixture
def dashboard(journals, evaluation):
    """Serve a study of trials in every state; return the address.

    The infeasible one is complete to the dashboard, which does not know named constraints yet.
    """
    from optuna_dashboard import wsgi

    journal = journals.create()
    for _ in range(5):
        journal.ask()
    journal.report(1, evaluation(1, 40.0))
    journal.tell(0, "complete", best=70.0)
    journal.tell(1, "pruned", best=40.0)
    journal.tell(2, "failed")
    journal.tell(3, "failed", infeasible=True)
    application = wsgi(JournalStorage(JournalFileBackend(str(journals.path))))
    with make_server("127.0.0.1", 0, application, handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/dashboard/studies/0/trials"
        server.shutdown()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_every_state_is_shown_as_it_is(dashboard):
    shown = page(dashboard)
    for state in ("Complete", "Pruned", "Fail", "Running"):
        assert f">{state}<" in shown
