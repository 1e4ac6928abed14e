"""Finding studies: by folder, URL or name, and as the working copy that a machine has of one."""

from hashlib import sha256
from pathlib import Path
from typing import Literal

from relsearch.errors import StudyError, did_you_mean
from relsearch.files import cache_folder
from relsearch.study.folder import StudyFolder
from relsearch.study.storage import Storage
from relsearch.study.stored import StoredMirror

Role = Literal["reader", "driver", "worker"]


def study_at(location: str | Path, *, role: Role = "reader") -> StudyFolder:
    """Return the study at a path or a URL, new or old.

    Of a study at a URL this machine has one working copy a role: a worker's holds the trials that
    it runs, the driver's the journal; neither may be changed by somebody who only reads.
    """
    if not is_url(location):
        return StudyFolder(Path(location).resolve())
    url = str(location).rstrip("/")
    named = Path(sha256(url.encode()).hexdigest()[:16]) / url.rpartition("/")[2]
    here = cache_folder() / "studies" / role / named
    return StudyFolder(here, StoredMirror(here, Storage(url)))


def find_study(study: str | Path | None, *, results: str | Path) -> StudyFolder:
    """Return the study given as a path or URL, as a name under ``results``, or the newest there.

    Raises StudyError naming the studies there are.
    """
    if study is None:
        return _newest(results)
    places = [study] if is_url(study) else [study, under(results, study)]
    for place in places:
        folder = study_at(place)
        folder.refresh()
        if folder.config_file.is_file():
            return folder
    names = _studies(results)
    hint = did_you_mean(str(study), names) if names else "; `relsearch tune` makes one"
    raise StudyError(f"there is no study {str(study)!r} (nor under {results}/){hint}")


def under(results: str | Path, name: str | Path) -> str | Path:
    """Return where a study of this name lies among the results."""
    return f"{str(results).rstrip('/')}/{name}" if is_url(results) else Path(results) / name


def is_url(location: str | Path) -> bool:
    """Say whether a location is a URL, such as s3://bucket/results."""
    return "://" in str(location)


def _newest(results: str | Path) -> StudyFolder:
    studies = _studies(results)
    if not studies:
        raise StudyError(f"there is no study under {results}/; `relsearch tune` makes one")
    folder = study_at(under(results, studies[-1]))
    folder.refresh()
    return folder


def _studies(results: str | Path) -> list[str]:
    """Return the names of the studies, the newest last."""
    if is_url(results):
        storage = Storage(str(results).rstrip("/"))
        began = {name: storage.written(f"{name}/study.yaml") for name in storage.folders()}
        found = {name: when for name, when in began.items() if when is not None}
    else:
        files = Path(results).glob("*/study.yaml")
        found = {file.parent.name: file.stat().st_mtime_ns for file in files}
    return sorted(found, key=lambda name: found[name])
