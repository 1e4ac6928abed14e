"""Moto's S3 server on a port of loopback; each request becomes a line of a file. For storage.py."""

import csv
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import run_simple

Application = Callable[..., Iterable[bytes]]


def noted(application: Application, log: Path) -> Application:
    """Return the application, the method and path of each request noted."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = f"{environ['PATH_INFO']}?{unquote(environ.get('QUERY_STRING', ''))}"
        with log.open("a", newline="") as file:
            csv.writer(file).writerow([environ["REQUEST_METHOD"], path])
        return application(environ, start_response)

    return answer


if __name__ == "__main__":
    moto = DomainDispatcherApplication(create_backend_app)
    application = noted(moto, Path(sys.argv[2]))
    run_simple("127.0.0.1", int(sys.argv[1]), application, threaded=True)
