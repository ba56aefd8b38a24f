"""Certificates for relays and mailboxes on this machine, which nobody but a test trusts."""

import ssl
import subprocess
from pathlib import Path

_AUTHORITY = """
[ca]
default_ca = own
[own]
database = {0}/index.txt
new_certs_dir = {0}
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
"""
PAST = ("-startdate", "20200101000000Z", "-enddate", "20200201000000Z")


def certificate(
    folder: Path, name: str = "IP:127.0.0.1", expired: bool = False
) -> tuple[Path, ssl.SSLContext]:
    """A certificate that signs itself, and the server's side of it; ``name`` as in ``subjectAltName``."""
    folder.mkdir(parents=True, exist_ok=True)
    key, request, made = folder / "key.pem", folder / "request.pem", folder / "certificate.pem"
    (folder / "index.txt").touch()
    (folder / "own.cnf").write_text(_AUTHORITY.format(folder))
    (folder / "names.cnf").write_text(f"subjectAltName={name}\n")
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    _openssl("req", "-new", *curve, "-subj", f"/CN={folder.name}.test", "-keyout", key, "-out", request)
    lasting = PAST if expired else ("-days", "2")
    _openssl(
        "ca", "-selfsign", "-batch", "-notext", "-config", folder / "own.cnf",
        "-extfile", folder / "names.cnf", "-keyfile", key, "-in", request, "-out", made, *lasting,
    )  # fmt: skip
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(made, key)
    return made, served


def _openssl(*words: str | Path) -> None:
    command = ["openssl", *words]
    subprocess.run(command, check=True, capture_output=True)
