"""Signed PDFs as programs make them, by an authority of the test's own."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO

import pypdfium2
from asn1crypto import keys as asn1_keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign import signers
from pyhanko.sign.timestamps import DummyTimeStamper, TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tracker.database import value
from tracker.reports.signed.rules import Found, written

NOON = datetime(2024, 11, 6, 5, 0, tzinfo=UTC)
SIGNED = datetime(2024, 11, 8, 2, 30, tzinfo=UTC)
WORDS = ("BÁO CÁO", "Trong 176 nhiệm vụ có 05 nhiệm vụ quá hạn", "93/176, đạt 52,84%")


@dataclass(frozen=True)
class Holder:
    """Somebody with a certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def der(self) -> bytes:
        """The certificate as a file."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate as a file of text."""
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def asn1(self) -> tuple[asn1_x509.Certificate, asn1_keys.PrivateKeyInfo]:
        """Both as pyHanko takes them."""
        key = self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        return asn1_x509.Certificate.load(self.der), asn1_keys.PrivateKeyInfo.load(key)


def _name(name: str, organisation: str) -> x509.Name:
    parts = [(NameOID.COMMON_NAME, name), (NameOID.ORGANIZATION_NAME, organisation)]
    return x509.Name([x509.NameAttribute(oid, text) for oid, text in parts])


def holder(
    name: str, organisation: str, by: Holder | None = None, until: int = 2026, stamps: bool = False
) -> Holder:
    """A certificate of 2023 to the end of the year before ``until``; without ``by`` an authority's own."""
    key = rsa.generate_private_key(65537, 2048)
    issuer = by.certificate.subject if by else _name(name, organisation)
    made = (
        x509.CertificateBuilder()
        .subject_name(_name(name, organisation)).issuer_name(issuer)
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2023, 1, 1, tzinfo=UTC)).not_valid_after(datetime(until, 1, 1, tzinfo=UTC))
        .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
        .add_extension(_usage(authority=by is None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )  # fmt: skip
    if stamps:
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return Holder(made.sign(by.key if by else key, hashes.SHA256()), key)


def _usage(authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not authority, content_commitment=not authority, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=authority, crl_sign=authority,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


@cache
def authority() -> Holder:
    """Who certifies in these tests."""
    return holder("CA chuyên dùng thử nghiệm", "Ban Cơ yếu thử nghiệm", until=2034)


@cache
def chairman() -> Holder:
    """Who signs."""
    return holder("Nguyễn Văn A", "Ủy ban nhân dân tỉnh", authority())


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines, its words to be read out again."""
    import weasyprint

    text = "".join(f"<p>{line}</p>" for line in lines or WORDS)
    page = f"<html lang=vi><title>Báo cáo</title><body>{text}"
    made: bytes = weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/ua-1")
    return made


async def signed(
    content: bytes, field: str = "S1", who: Holder | None = None, stamped: bool = False
) -> bytes:
    """A PDF with a signature behind it."""
    certificate, key = (who or chairman()).asn1
    store = SimpleCertificateStore()
    store.register(authority().asn1[0])
    signer = signers.SimpleSigner(certificate, key, store)
    made = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(content), strict=False)
    about = signers.PdfSignatureMetadata(field_name=field)
    stamper = _stamper() if stamped else None
    await signers.async_sign_pdf(writer, about, signer=signer, timestamper=stamper, output=made)
    return made.getvalue()


def _stamper() -> TimeStamper:
    certificate, key = holder("Cấp dấu thời gian", "Ban Cơ yếu thử nghiệm", authority(), stamps=True).asn1
    store = SimpleCertificateStore()
    store.register(authority().asn1[0])
    return DummyTimeStamper(certificate, key, store, fixed_dt=SIGNED)


def altered(content: bytes) -> bytes:
    """A signed PDF whose page was turned afterwards, behind the signature."""
    writer, made = IncrementalPdfFileWriter(BytesIO(content), strict=False), BytesIO()
    page, _resources = writer.find_page_for_modification(0)
    page.get_object()["/Rotate"] = NumberObject(90)
    writer.mark_update(page)
    writer.write(made)
    return made.getvalue()


def spoiled(content: bytes) -> bytes:
    """A signed PDF of whose signed bytes one is another."""
    place = content.index(b"/MediaBox")
    return content[: place + 1] + b"N" + content[place + 2 :]


def locked(content: bytes) -> bytes:
    """The same PDF with a password."""
    writer, made = copy_into_new_writer(PdfFileReader(BytesIO(content))), BytesIO()
    writer.encrypt("bí mật", "bí mật")
    writer.write(made)
    return made.getvalue()


def scanned() -> bytes:
    """A PDF without any words."""
    document, made = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(595, 842)
    document.save(made)
    return made.getvalue()


async def a_signed_copy(report: int) -> int:
    """A signed copy that lies with a report, without reading it; its id."""
    content = b"%PDF-1.7 signed"
    found = await value(
        """INSERT INTO report_signed (report, number, signed_on, file_name, sha256, size, content, found,
                                      uploaded_at, uploaded_by)
           SELECT $1, '125/BC-UBND', $2, 'bao-cao.pdf', $3, $4, $5, $6, $7, min(id) FROM person
           WHERE role = 'office' RETURNING id""",
        report, date(2024, 11, 6), hashlib.sha256(content).digest(), len(content), content,
        written(Found()), NOON,
    )  # fmt: skip
    return int(found)
