"""A database with tenants, and the environment in which hosts run."""

import os
from pathlib import Path

import pytest

from tests.stores.forked import open_engine, prepare

ROOT = Path(__file__).parents[2]
_CELERY = """
broker_url = "filesystem://"
broker_transport_options = {{"data_folder_in": {0!r}, "data_folder_out": {0!r}, "control_folder": {1!r}}}
task_ignore_result = True
worker_hijack_root_logger = False
"""


@pytest.fixture(params=["sqlite_url", "postgres_database_url"])
def url(request: pytest.FixtureRequest) -> str:
    """Return the URL of a new, empty database of each kind."""
    return str(request.getfixturevalue(request.param))


@pytest.fixture
def filled_url(url: str) -> str:
    """Return the URL of a database with the tenants of `forked`."""
    with open_engine(url, "own") as engine:
        prepare(engine)
    return url


@pytest.fixture
def said(tmp_path: Path) -> Path:
    """Return the folder in which what happened is written down."""
    folder = tmp_path / "said"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return the environment of a host, in which Celery finds a broker that is two folders."""
    folders = tmp_path / "messages", tmp_path / "control"
    for folder in folders:
        folder.mkdir()
    (tmp_path / "celeryconfig.py").write_text(_CELERY.format(*map(str, folders)), encoding="utf-8")
    return os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{tmp_path}", "CELERY_CONFIG_MODULE": "celeryconfig"}
