"""Missing system libraries are named by the package that brings them, before anything is drawn."""

import subprocess
import sys

import pytest

from tracker.reports import libraries


def test_nothing_is_missing_where_reports_are_drawn() -> None:
    """The machine that runs these tests draws reports."""
    assert libraries.missing_system_libraries() == []


def test_what_is_missing_is_named_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that an operator knows what to install."""
    absent = {"libnowhere-1.0.so.0": "libnowhere-1.0-0"}
    monkeypatch.setattr(libraries, "PACKAGES", libraries.PACKAGES | absent)
    assert libraries.missing_system_libraries() == ["libnowhere-1.0-0"]


def test_asking_imports_no_renderer() -> None:
    """Neither the question nor the printer brings WeasyPrint into the web process."""
    program = (
        "import sys, tracker.reports.libraries, tracker.reports.routes; print('weasyprint' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
