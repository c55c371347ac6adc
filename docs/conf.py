"""Settings of the documentation: ``make docs`` builds it, ``make check`` builds it without a warning."""

import atexit
import logging
import os
import re
import shutil
import tempfile
from enum import Enum
from importlib.metadata import version as _version
from inspect import signature
from pathlib import Path

from docutils.nodes import document
from pydantic import BaseModel
from sphinx.application import Sphinx
from sphinx.domains.python import PyObject
from sphinx.util.logging import getLogger

project = "reinforce"
author = "the reinforce developers"
copyright = f"2026, {author}"  # noqa: A001 - the name that Sphinx reads
version = release = _version("reinforce-engine")
language = "en"

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx.ext.viewcode"]
exclude_patterns = ["_build", "jupyter_execute"]

html_theme = "furo"
html_title = f"reinforce {release}"
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["custom.css"]

# The pages are Markdown; notebooks are executed at every build, and an error in one is an error of the build.
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "force"
nb_execution_raise_on_error = True
nb_execution_timeout = 120

# Their kernel starts with our settings, and with those of nobody's account.
_DOCS, _KERNEL = Path(__file__).parent, Path(tempfile.mkdtemp(prefix="reinforce-docs-"))
atexit.register(shutil.rmtree, _KERNEL, ignore_errors=True)
os.environ |= {"REINFORCE_DOCS": str(_DOCS), "IPYTHONDIR": str(_KERNEL), "JUPYTER_PREFER_ENV_PATH": "1"}
_LINES = ["import runpy", f"runpy.run_path({str(_DOCS / '_kernel/startup.py')!r})", "del runpy"]
(_KERNEL / "profile_default").mkdir()
(_KERNEL / "profile_default/ipython_kernel_config.py").write_text(
    f"c.IPKernelApp.log_level = 40\nc.IPKernelApp.exec_lines = {_LINES!r}\n",
    encoding="utf-8",
)
logging.getLogger("traitlets").setLevel(logging.WARNING)  # which notebook runs is nothing to tell in a quiet build

# The reference is read from docstrings (Google's sections) and annotations.
autodoc_default_options = {"members": True}
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_numpy_docstring = False
napoleon_use_ivar = True
default_role = "py:obj"
add_module_names = False
suppress_warnings = ["ref.python"]  # a type of the standard library, date, has the name of fields of ours


def setup(app: Sphinx) -> None:
    """Have the reference show what a reader needs of each class, and no more."""
    for field in PyObject.doc_field_types:
        if field.name == "variable":
            field.label = "Attributes"  # the word of our docstrings
    app.connect("autodoc-process-signature", _hide_signature)
    app.connect("autodoc-skip-member", _choose_member)
    app.connect("autodoc-process-docstring", _split_fields, priority=900)  # after napoleon has made fields of sections
    app.connect("html-page-context", _check_that_it_stands_alone)


def _check_that_it_stands_alone(
    _app: Sphinx, page: str, _template: str, context: dict[str, object], _doctree: document | None
) -> None:
    """Warn of a page whose text loads something from elsewhere, as charts of notebooks would."""
    if found := re.search(r"<(?:script|link|img|iframe)\b[^>]*https?://[^>]*>|cdn\.", str(context.get("body", ""))):
        getLogger(__name__).warning("%s loads something from elsewhere: %s", page, found[0][:200])


def _hide_signature(_app: Sphinx, what: str, _name: str, obj: object, *_: object) -> tuple[str, None] | None:
    """Show no signature of what readers do not make: protocols, elements of packs, and what the engine makes itself."""
    if what != "class" or not isinstance(obj, type):
        return None
    if getattr(obj, "_is_protocol", False):
        return "", None
    try:
        parameters = signature(obj).parameters
    except (TypeError, ValueError):
        return None
    internal = any(name.startswith("_") or name == "context" for name in parameters)
    return ("", None) if internal or issubclass(obj, BaseModel) else None


def _choose_member(_app: Sphinx, _what: str, name: str, obj: object, *_: object) -> bool | None:
    """Leave pydantic's settings out, and show the members of an enumeration although they have no docstrings."""
    if name == "model_config":
        return True
    return False if isinstance(obj, Enum) else None


def _split_fields(_app: Sphinx, _what: str, _name: str, _obj: object, _options: object, lines: list[str]) -> None:
    """Turn ``a, b: text`` into a field for each name; Sphinx would take the first name for the type of the other."""
    split: list[str] = []
    pending: tuple[list[str], list[str]] = ([], [])  # the other names, and the lines that each of them repeats
    for line in [*lines, ""]:
        if not line.startswith(" "):
            for name in pending[0]:
                split += [f":ivar {name}:{pending[1][0]}", *pending[1][1:]]
            pending = ([], [])
        if found := re.match(r":ivar (\w+(?:, \w+)+):(.*)", line):
            first, *others = found[1].split(", ")
            pending = (others, [found[2]])
            split.append(f":ivar {first}:{found[2]}")
            continue
        if pending[0]:
            pending[1].append(line)
        split.append(line)
    lines[:] = split
