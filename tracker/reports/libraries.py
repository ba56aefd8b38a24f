"""Which system libraries the printing child needs, and which Debian package brings each."""

import ctypes

PACKAGES = {
    "libgobject-2.0.so.0": "libglib2.0-0",
    "libfontconfig.so.1": "libfontconfig1",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
}


def missing_system_libraries() -> list[str]:
    """The Debian packages to install before reports can be drawn; empty when all are there."""
    return [package for library, package in PACKAGES.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
