"""Web hooks call nobody nearer by: which addresses and names are refused, and that the guard does it."""

import ipaddress
import socket
from pathlib import Path

import pytest

from tests.exchange.receiver import HERE, NAME, believed, names_lead, receiving
from tracker import settings
from tracker.exchange.hooks.rules import Target, is_public, may_call, networks, target

NEARER_BY = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 127.0.0.1 127.8.8.8
    168.63.129.16 169.254.0.1 169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1
    192.88.99.1 192.168.0.1 192.168.255.255 198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1
    239.255.255.250 240.0.0.1 255.255.255.255
    :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:10.0.0.1
    64:ff9b::a00:1 64:ff9b::808:808 64:ff9b:1::a00:1 100::1 2001::1 2001:0:7f00:1:: 2001:2::1 2001:10::1
    2001:20::1 2001:db8::1 2002:7f00:1:: 2002:a00:1::1 2002:c0a8:1::1 2620:4f:8000::1 3fff::1 5f00::1 fc00::1
    fd00:ec2::254 fd12:3456::1 fe80::1 fe80::1%1 fec0::1 ff02::1 ff0e::1 4000::1
"""
PUBLIC = "1.1.1.1 8.8.8.8 103.7.36.1 172.15.255.255 172.32.0.1 100.63.255.255 100.128.0.1 192.167.255.255 \
    198.17.255.255 223.255.255.255 2400:cb00::1 2606:4700:4700::1111 2a00:1450:4001::8a 2001:4860:4860::8888"
BAD = r"""
    ftp://h.example/ file:///etc/passwd gopher://h.example/ //h.example/ h.example https:/h.example https://
    https:///x https://u:p@h.example/ https://u@h.example/ https://@h.example/ https://h.example#x
    https://h.example/#x https://h.example\@else.example/ https://h.example:0/ https://h.example:65536/
    https://h.example:/ https://h.example:-1/ https://h.example:4x/ https://h_x.example/ https://-h.example/
    https://h.example./ https://%31%32%37.0.0.1/ https://h%00.example/ https://tây-ninh.vn/ https://[::1
    https://[fe80::1%25eth0]/ https://h.example/<x> https://h.example/ă javascript:alert(1)
    https://①②⑦.0.0.1/
"""
ODD_NUMBERS = ["127.1", "0x7f.0.0.1", "0177.0.0.1", "2130706433", "0x7f000001", "127.0.0.1", "localhost"]


@pytest.mark.parametrize("address", NEARER_BY.split())
def test_an_address_nearer_by_is_refused(address: str) -> None:
    """This machine, this house, the cloud's own services, and every form that hides one of them."""
    assert not is_public(ipaddress.ip_address(address))
    name = Target("https", NAME, 443, "/")
    assert not may_call(name, [address], ())
    assert not may_call(name, ["1.1.1.1", address], ())  # one spoils all, wherever it stands
    assert not may_call(name, [address, "1.1.1.1"], ())


def test_public_addresses_are_called() -> None:
    """Hosts of the open internet, and the neighbours of what is refused."""
    assert len(NEARER_BY.split()) >= 40
    assert all(is_public(ipaddress.ip_address(one)) for one in PUBLIC.split())
    assert may_call(Target("https", NAME, 443, "/"), PUBLIC.split(), ())
    assert not may_call(Target("https", NAME, 443, "/"), [], ())


def test_http_is_for_networks_of_the_province() -> None:
    """Without encryption nothing leaves the house, not even beside an address that may be entered."""
    plain, ours = Target("http", NAME, 80, "/"), networks("10.20.0.0/16, fd12::/32")
    assert may_call(plain, ["10.20.1.1", "fd12::1"], ours)
    assert may_call(Target("https", NAME, 443, "/"), ["10.20.1.1", "1.1.1.1"], ours)
    assert not may_call(plain, ["1.1.1.1"], ours)
    assert not may_call(plain, ["10.20.1.1", "1.1.1.1"], ours)
    assert not may_call(plain, ["10.21.1.1"], ours)
    assert not may_call(plain, ["::ffff:10.20.1.1"], ours)


@pytest.mark.parametrize(
    "wrong", ["0.0.0.0/0", "::/0", "10.20.0.1/16", "10.0.0.0/8 10.1.0.0/16", "tinh.example"]
)
def test_the_setting_names_networks_and_never_every_address(wrong: str) -> None:
    """What cannot be read stops the start, and so does what would switch the guard off."""
    with pytest.raises(settings.SettingsError, match="TRACKER_HOOK_NETWORKS"):
        settings.read({"TRACKER_HOOK_NETWORKS": wrong})
    right = settings.read({"TRACKER_HOOK_NETWORKS": "10.20.0.0/16, fd12:3456::/48"})
    assert len(networks(right.hook_networks)) == 2


def test_addresses_that_mean_something_else_are_no_addresses() -> None:
    """No other scheme, no user name, no odd port, no sign that two readers could read differently."""
    bad = [
        *BAD.split(),
        "https://h.example/a b",
        "https://h.example/\r\nX: y",
        " https://h.example/",
        "",
        "https://h.example/\n",
    ]
    assert [one for one in bad if target(one) is not None] == []
    assert target(f"https://h.example/{'a' * 483}") is None
    assert target(f"https://h.example/{'a' * 482}") is not None
    assert target("HTTPS://H.example:8443?x=1&y=%20") == Target("https", "h.example", 8443, "/?x=1&y=%20")
    assert target("https://[2606:4700::1111]/x") == Target("https", "2606:4700::1111", 443, "/x")
    assert Target("https", "2606:4700::1111", 8443, "/").netloc == "[2606:4700::1111]:8443"


@pytest.mark.parametrize("host", ODD_NUMBERS)
async def test_this_machine_under_any_of_its_names_is_not_called(host: str, tmp_path: Path) -> None:
    """Names are looked up by the machine's own resolver; guard off, the same call arrives."""
    async with receiving(None) as there:
        url = there.url(scheme="http", host=host)
        some = believed(tmp_path / "c", guard=True)
        assert (await some.caller.call(url, {}, b"{}")).trouble == "forbidden"
        assert (await some.caller.call(url.replace("http:", "https:"), {}, b"{}")).trouble == "forbidden"
        assert there.bodies == []
        arrived = await believed(tmp_path / "d").caller.call(url, {}, b"{}")
        assert (arrived.outcome, there.bodies) == ("sent", [b"{}"])


async def test_a_name_that_turns_is_asked_once_and_called_where_it_led(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that is public when it is checked and this machine a moment later gets nothing here."""
    answers = iter([["192.0.2.1"], ["127.0.0.1"], ["127.0.0.1"]])
    asked = names_lead(monkeypatch, lambda _host: next(answers))
    some = believed(tmp_path / "c", connect_seconds=0.3)
    caller = type(some.caller)(some.caller.trusted, (*HERE, *networks("192.0.2.0/24")), 0.3, 2.0)
    async with receiving(some.served) as there:
        turned = await caller.call(there.url(), {}, b"{}")
        assert turned.outcome == "later"
        assert turned.trouble in {"slow", "line"}  # 192.0.2.1 does not answer, and nobody asked again
        assert (asked, there.bodies) == ([NAME], [])
        assert (await caller.call(there.url(), {}, b"{}")).outcome == "sent"
        assert asked == [NAME, NAME]  # each try looks anew


async def test_the_certificate_is_of_the_name_and_not_of_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The request says the name, the certificate must too; one for another name gets nothing."""
    names_lead(monkeypatch, lambda _host: ["127.0.0.1"])
    right, wrong = believed(tmp_path / "a"), believed(tmp_path / "b", "DNS:else.example,IP:127.0.0.1")
    async with receiving(right.served) as there:
        assert (await right.caller.call(there.url(), {}, b"{}")).outcome == "sent"
        assert there.heads[0]["host"] == f"{NAME}:{there.port}"
        assert (await wrong.caller.call(there.url(), {}, b"{}")).trouble == "tls"
    async with receiving(wrong.served) as there:
        assert (await wrong.caller.call(there.url(), {}, b"{}")).trouble == "tls"
        assert there.bodies == []


async def test_where_one_address_is_dead_the_next_one_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system with several addresses is reached by the one that answers, once."""
    names_lead(monkeypatch, lambda _host: ["127.0.0.9", "127.0.0.1"])
    some = believed(tmp_path / "a")
    async with receiving(some.served) as there:
        assert (await some.caller.call(there.url(), {}, b"{}")).outcome == "sent"
        assert len(there.bodies) == 1


async def test_a_name_nobody_knows_is_tried_again(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Names come back; what cannot be a name is no failure of ours either."""
    some = believed(tmp_path / "a")
    assert (await some.caller.call("https://a..b/", {}, b"{}")).trouble == "unknown"

    def nobody(_host: str) -> list[str]:
        raise socket.gaierror

    names_lead(monkeypatch, nobody)
    assert (await some.caller.call(f"https://{NAME}/", {}, b"{}")).trouble == "unknown"
