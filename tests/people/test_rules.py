"""Promises about guessing and devices, without a database."""

from datetime import UTC, datetime, timedelta

import pytest

from tracker.people.rules import (
    ADDRESS_FAILURES,
    device_of,
    network_of,
    network_resting_until,
    normal_username,
    resting_until,
)

NOW = datetime(2024, 11, 6, 1, 0, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    """Moments before now, newest first."""
    return [NOW - timedelta(minutes=minute) for minute in minutes]


@pytest.mark.parametrize(
    ("failures", "minutes_left"),
    [
        ([], None),
        (ago(1, 2, 3, 4), None),
        (ago(1, 2, 3, 4, 5), 14),
        (ago(0, 1, 2, 3, 14.9), 15),
        (ago(1, 2, 3, 4, 17), None),  # five, but not within a quarter of an hour
        (ago(14.5, 15, 16, 17, 18), 0.5),
        (ago(15, 16, 17, 18, 19), None),  # rested
        (ago(0, 15, 16, 17, 18), None),  # rested, then one more
    ],
)
def test_an_account_rests_after_five_failures(failures: list[datetime], minutes_left: float | None) -> None:
    """For a quarter of an hour from the fifth, which is told to whoever asks."""
    until = None if minutes_left is None else NOW + timedelta(minutes=minutes_left)
    assert resting_until(failures, NOW) == until


def test_a_neighbourhood_rests_after_thirty_failures() -> None:
    """Whichever accounts they were aimed at."""
    many = ago(*[n / 10 for n in range(ADDRESS_FAILURES)])
    assert network_resting_until(many, NOW) == many[-1] + timedelta(minutes=10)
    assert network_resting_until(many[:-1], NOW) is None


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.0/24"),
        ("10.1.2.250", "10.1.2.0/24"),
        ("2001:db8::1", "2001:db8::/64"),
        ("", "unknown"),
        ("testclient", "unknown"),
    ],
)
def test_neighbours_are_counted_together(address: str, network: str) -> None:
    """Another address of the same office is not a new beginning."""
    assert network_of(address) == network


def test_a_username_is_one_account_however_it_is_typed() -> None:
    """Case, spaces around and the way of composing accents do not matter."""
    assert normal_username(" Lan.STP ") == "lan.stp"
    assert normal_username("Hòa") == normal_username("Hòa")


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge · Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
            "Safari · iPhone",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile Safari/537.36", "Chrome · Android"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_a_device_has_a_name_people_know(agent: str, device: str) -> None:
    """Only names of our own list are ever shown."""
    assert device_of(agent) == device
