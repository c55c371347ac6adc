"""The collection in a file of Anki, copied to a folder of its own that goes again; what unpacking costs has limits."""

from __future__ import annotations

import shutil
import struct
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from reinforce.errors import InvalidParameterError
from reinforce.exchange.sources import MOST_BYTES, Source, local_path, named, past_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_PLAIN = ("collection.anki21", "collection.anki2")
_COMPRESSED = "collection.anki21b"
_SQLITE = b"SQLite format 3\x00"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_ZIP_END, _ZIP_TAIL, _ZIP_LISTED = b"PK\x05\x06", 65_557, slice(12, 16)
_MOST_LISTED = 16 * 1024**2
_ZSTANDARD = b"\x28\xb5\x2f\xfd"
_WINDOW = 2**27
_BESIDE = ("-wal", "-journal")
"""What SQLite keeps beside a file: what was written to it, and is not in it yet."""
_CHUNK = 1024**2
_MOST_TIMES, _SMALL = 100, 64 * 1024**2
"""A collection becomes a tenth when it is packed: what unpacks to a hundred times its size is none, unless small."""
_LOCK_BYTES = (0x40000000, 512)
"""Where in a file SQLite locks it, and how many bytes."""


@contextmanager
def collection(source: Source) -> Iterator[Path]:
    """
    Yield the path of a copy of the SQLite file that *source* is, or holds; nothing is written beside the source.

    Raises:
        InvalidParameterError: it holds no collection, is damaged, encrypted or too large, is compressed by what nothing
            installed can read, or is in use.
        OSError: the file cannot be opened.
    """
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "collection.anki2"
        if isinstance(source, bytes):
            _unpack(BytesIO(source), target, name=named(source))
        else:
            path = local_path("path", source)
            with path.open("rb") as file:
                _refuse_locked(file, path)
                before = _state(path)
                _unpack(file, target, name=str(path))
            for ending in _BESIDE:
                beside = path.with_name(path.name + ending)
                if beside.is_file():
                    shutil.copyfile(beside, target.with_name(target.name + ending))
            if _state(path) != before:
                raise _in_use(path)
        yield target


def _unpack(file: IO[bytes], target: Path, *, name: str) -> None:
    """Write the collection that *file* is, or holds, to *target*."""
    size = file.seek(0, 2)
    file.seek(0)
    begins = file.read(len(_SQLITE))
    file.seek(0)
    if begins == _SQLITE:
        _write(_chunks(file), target, name=name, packed=size)
    elif begins.startswith(_ZSTANDARD):
        _write(_inflated(file, name), target, name=name, packed=size)
    elif begins.startswith(_ZIP):
        _unzip(file, target, name=name, size=size)
    else:
        raise InvalidParameterError("path", "is neither an Anki collection nor a package", value=name)


def _unzip(file: IO[bytes], target: Path, *, name: str, size: int) -> None:
    """Write the collection of a package; beside a compressed one lies a plain one that only asks for an update."""
    _refuse_long_list(file, size, name)
    try:
        with zipfile.ZipFile(file) as package:
            found = _collection_in(package.namelist(), name)
            packed = min(package.getinfo(found).compress_size, size)
            with package.open(found) as entry:
                chunks = _inflated(entry, name) if found == _COMPRESSED else _chunks(entry)
                _write(chunks, target, name=name, packed=packed)
    except InvalidParameterError:
        raise
    # An encrypted entry is a RuntimeError, one compressed in an unknown way a NotImplementedError.
    except (zipfile.BadZipFile, RuntimeError, zlib.error, EOFError, OSError, ValueError, struct.error) as error:
        raise InvalidParameterError("path", f"is a damaged or encrypted package: {error}", value=name) from error


def _collection_in(names: list[str], name: str) -> str:
    for one in (_COMPRESSED, *_PLAIN):
        if one in names:
            return one
    raise InvalidParameterError("path", "is a package without a collection in it", value=name)


def _refuse_long_list(file: IO[bytes], size: int, name: str) -> None:
    """Raise InvalidParameterError for a package that lists more files than one could have: the list is read whole."""
    file.seek(max(0, size - _ZIP_TAIL))
    _, found, end = file.read().rpartition(_ZIP_END)
    listed = int.from_bytes((found + end)[_ZIP_LISTED], "little") if found else 0
    file.seek(0)
    if listed > _MOST_LISTED:
        raise past_limit(name, f"{_MOST_LISTED // 1024**2} MiB of names of files")


def _write(chunks: Iterable[bytes], target: Path, *, name: str, packed: int) -> None:
    """Write what *packed* bytes unpack to, as long as it stays within the limits."""
    written = 0
    with target.open("wb") as out:
        for chunk in chunks:
            written += out.write(chunk)
            if written > MOST_BYTES:
                raise past_limit(name)
            if written > max(_SMALL, packed * _MOST_TIMES):
                reason = f"unpacks to more than {_MOST_TIMES} times its size, as no collection does"
                raise InvalidParameterError("path", reason, value=name)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        yield chunk


def _inflated(file: IO[bytes], name: str) -> Iterator[bytes]:
    """Yield what *file*, compressed by Zstandard, holds."""
    reader = zstandard()
    if reader is None:
        reason = (
            "is of the newer kind, compressed by Zstandard, which nothing installed here can read: "
            "pip install reinforce-engine[exchange], or export it again with 'Support older Anki versions' ticked"
        )
        raise InvalidParameterError("path", reason, value=name)
    opened, broken = reader
    try:
        yield from _chunks(opened(file))
    except broken as error:
        raise InvalidParameterError("path", f"is damaged: {error}", value=name) from error


def zstandard() -> tuple[Callable[[IO[bytes]], Any], tuple[type[Exception], ...]] | None:
    """
    Return what opens a file that is compressed by Zstandard, and what that raises; or nothing.

    Python's own module from 3.14 on, or else the package ``zstandard``.
    """
    try:
        from compression import zstd  # type: ignore[import-not-found] # noqa: PLC0415 - Python 3.14 has it
    except ImportError:
        pass
    else:
        return zstd.ZstdFile, (zstd.ZstdError, EOFError)
    try:
        import zstandard as package  # noqa: PLC0415 - taken if it is there
    except ImportError:
        return None

    def opened(file: IO[bytes]) -> Any:  # noqa: ANN401 - the package's own kind of file
        decompressor = package.ZstdDecompressor(max_window_size=_WINDOW)
        return decompressor.stream_reader(file, read_across_frames=True)

    return opened, (package.ZstdError, MemoryError)


def _refuse_locked(file: IO[bytes], path: Path) -> None:
    """Raise InvalidParameterError where somebody keeps others from reading the file, as Anki does while it is open."""
    try:
        import fcntl  # noqa: PLC0415 - Windows has none; there a file in use is found to have changed
    except ImportError:  # pragma: no cover - tests run where there is one
        return
    start, count = _LOCK_BYTES
    try:
        if hasattr(fcntl, "F_OFD_GETLK"):
            asked = struct.pack("hhqqi0q", fcntl.F_RDLCK, 0, start, count, 0)
            (found,) = struct.unpack_from("h", fcntl.fcntl(file, fcntl.F_OFD_GETLK, asked))
            free = found == fcntl.F_UNLCK
        else:  # pragma: no cover - Linux can ask without locking
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB, count, start)
            free = True
    except BlockingIOError:  # pragma: no cover - as above
        free = False
    except OSError:  # pragma: no cover - a file system without locks
        return
    if not free:
        raise _in_use(path)


def _state(path: Path) -> list[tuple[int, int] | None]:
    """Return by what it can be seen that a file, or what SQLite keeps beside it, has changed."""
    files = [path, *(path.with_name(path.name + ending) for ending in _BESIDE)]
    stats = [file.stat() if file.is_file() else None for file in files]
    return [None if stat is None else (stat.st_size, stat.st_mtime_ns) for stat in stats]


def _in_use(path: Path) -> InvalidParameterError:
    return InvalidParameterError("path", "is in use: close Anki, and try again", value=str(path))
