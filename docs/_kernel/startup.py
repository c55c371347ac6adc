"""What the notebooks of the documentation find when they start: a folder of their own, and how results show."""

import os
import re
from pathlib import Path
from tempfile import mkdtemp

import polars as pl
from hypothesis import HealthCheck, settings
from IPython.core.getipython import get_ipython

from reinforce import pictures

_TEXT = re.compile(r"(?<=<td>)&quot;(.*?)&quot;(?=</td>)")


def _enter_a_folder_of_its_own() -> None:
    """Go to a new folder, which the build removes; examples/ in it are the project's, as in the other snippets."""
    folder = Path(mkdtemp(dir=os.environ["IPYTHONDIR"]))
    (folder / "examples").symlink_to(Path(os.environ["REINFORCE_DOCS"]).parent / "examples")
    os.chdir(folder)


def _as_page(frame: pl.DataFrame) -> str:
    """Return a frame as a table of a page: texts without the quotes that polars puts around them."""
    return _TEXT.sub(r"\1", frame._repr_html_())


def _show_as_pages_do() -> None:
    """Have charts show as images, which need no network, and frames as plain tables."""
    pictures.show_as_images()
    pl.Config(float_precision=2, fmt_str_lengths=80, tbl_hide_dataframe_shape=True, tbl_hide_column_data_types=True)
    shell = get_ipython()
    assert shell is not None, "a notebook runs in IPython"  # noqa: S101 - it cannot be otherwise
    shell.display_formatter.formatters["text/html"].for_type(pl.DataFrame, _as_page)


def _be_patient() -> None:
    """Let hypothesis take its time, and draw the same in each build: how fast the machine is proves nothing."""
    patient = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
    settings.register_profile("docs", patient)
    settings.load_profile("docs")


_be_patient()
_enter_a_folder_of_its_own()
_show_as_pages_do()
