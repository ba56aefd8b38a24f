"""Delivery reports as five kinds of mail server write them; the words are our own, the shape is theirs."""

from textwrap import dedent

ADDRESS = "snv.lanhdao@so.example"
OURS = "<overdue.2024-W45.17.0123456789abcdef@nhiemvu.example.vn>"


def _mail(text: str, address: str, ours: str, **parts: str) -> bytes:
    filled = dedent(text).lstrip("\n")
    for name, value in {"ADDRESS": address, "OURS": ours, **parts}.items():
        filled = filled.replace(f"@@{name}@@", value)
    return filled.replace("\n", "\r\n").encode()


def postfix(
    address: str = ADDRESS,
    ours: str = OURS,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 User unknown",
) -> bytes:
    """Postfix, and Zimbra's own Postfix: marked as an auto-reply though it is a report."""
    return _mail(
        """
        Return-Path: <>
        Date: Mon,  4 Nov 2024 07:01:12 +0700 (+07)
        From: MAILER-DAEMON@relay.tinh.example (Mail Delivery System)
        Subject: Undelivered Mail Returned to Sender
        To: nhac-viec@tinh.example
        Auto-Submitted: auto-replied
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status;
        \tboundary="7A1C.1730678472/relay.tinh.example"
        Content-Transfer-Encoding: 8bit
        Message-Id: <20241104000112.AB12@relay.tinh.example>

        This is a MIME-encapsulated message.

        --7A1C.1730678472/relay.tinh.example
        Content-Description: Notification
        Content-Type: text/plain; charset=us-ascii

        The relay could not bring your letter to one recipient.

        --7A1C.1730678472/relay.tinh.example
        Content-Description: Delivery report
        Content-Type: message/delivery-status

        Reporting-MTA: dns; relay.tinh.example
        X-Postfix-Queue-ID: 7A1C
        X-Postfix-Sender: rfc822; nhac-viec@tinh.example
        Arrival-Date: Mon,  4 Nov 2024 07:00:58 +0700 (+07)

        Final-Recipient: rfc822; @@ADDRESS@@
        Original-Recipient: rfc822;@@ADDRESS@@
        Action: @@ACTION@@
        Status: @@STATUS@@
        Remote-MTA: dns; mx.so.example
        Diagnostic-Code: smtp; @@SAID@@

        --7A1C.1730678472/relay.tinh.example
        Content-Description: Undelivered Message Headers
        Content-Type: text/rfc822-headers

        Return-Path: <nhac-viec@tinh.example>
        From: Nhac viec <nhac-viec@tinh.example>
        Message-ID: @@OURS@@

        --7A1C.1730678472/relay.tinh.example--
        """,
        address, ours, ACTION=action, STATUS=status, SAID=said,
    )  # fmt: skip


def exchange(address: str = ADDRESS, ours: str = OURS) -> bytes:
    """Exchange: the words for people as HTML, the letter returned whole, its number in In-Reply-To too."""
    return _mail(
        """
        From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@so.example>
        To: nhac-viec@tinh.example
        Subject: =?utf-8?B?S2jDtG5nIGfhu61pIMSRxrDhu6Nj?=
        MIME-Version: 1.0
        Content-Type: multipart/report; report-type=delivery-status; boundary="_8cf4_"
        X-MS-Exchange-Message-Is-Ndr:
        Message-ID: <ndr.1@so.example>
        In-Reply-To: @@OURS@@
        References: @@OURS@@

        --_8cf4_
        Content-Type: multipart/alternative; differences=Content-Type; boundary="_inner_"

        --_inner_
        Content-Type: text/html; charset="utf-8"
        Content-Transfer-Encoding: quoted-printable

        <p>Kh=C3=B4ng t=C3=ACm th=E1=BA=A5y h=E1=BB=99p th=C6=B0</p>

        --_inner_--

        --_8cf4_
        Content-Type: message/delivery-status

        Reporting-MTA: dns;mail.so.example
        Received-From-MTA: dns;relay.tinh.example
        Arrival-Date: Mon, 4 Nov 2024 00:01:00 +0000

        Final-Recipient: rfc822;@@ADDRESS@@
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found
        X-Display-Name: S

        --_8cf4_
        Content-Type: message/rfc822

        From: nhac-viec@tinh.example
        Subject: Nhiem vu qua han
        Message-ID: @@OURS@@
        Content-Type: text/plain

        550 5.7.1 words of the letter itself prove nothing

        --_8cf4_--
        """,
        address, ours,
    )  # fmt: skip


def exim(address: str = ADDRESS, ours: str = OURS) -> bytes:
    """An older Exim: no report at all, a header of its own and words."""
    return _mail(
        """
        From: Mail Delivery System <Mailer-Daemon@relay.tinh.example>
        To: nhac-viec@tinh.example
        X-Failed-Recipients: @@ADDRESS@@
        Auto-Submitted: auto-replied
        Subject: Mail delivery failed: returning message to sender
        Message-Id: <E1t7abc-0001@relay.tinh.example>

        A letter that you sent did not reach its recipient. This will stay so.

          @@ADDRESS@@
            host mx.so.example [192.0.2.7]
            SMTP error from remote mail server after RCPT TO:
            550 5.1.1 mailbox does not exist

        ------ This is a copy of the headers. ------

        From: nhac-viec@tinh.example
        Message-ID: @@OURS@@
        """,
        address, ours,
    )  # fmt: skip


def google(address: str = ADDRESS, ours: str = OURS) -> bytes:
    """Google: a picture beside the words, an answer over some lines, the returned letter cut short."""
    return _mail(
        """
        From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
        To: nhac-viec@tinh.example
        Auto-Submitted: auto-replied
        Subject: Delivery Status Notification (Failure)
        References: @@OURS@@
        In-Reply-To: @@OURS@@
        X-Failed-Recipients: @@ADDRESS@@
        Message-ID: <6728.dsn@mx.google.example>
        Content-Type: multipart/report; boundary="0000cafe"; report-type=delivery-status

        --0000cafe
        Content-Type: multipart/related; boundary="0000beef"

        --0000beef
        Content-Type: text/plain; charset="UTF-8"

        ** Address not found **

        --0000beef
        Content-Type: image/png; name="icon.png"
        Content-Transfer-Encoding: base64

        iVBORw0KGgo=
        --0000beef--
        --0000cafe
        Content-Type: message/delivery-status

        Reporting-MTA: dns; googlemail.example
        Arrival-Date: Sun, 03 Nov 2024 16:01:12 -0800 (PST)

        Final-Recipient: rfc822; @@ADDRESS@@
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.so.example. (192.0.2.7, the server for the domain so.example.)
        Diagnostic-Code: smtp; 550-5.1.1 The account does not exist.
         550 5.1.1 Look!
        Last-Attempt-Date: Sun, 03 Nov 2024 16:01:13 -0800 (PST)

        --0000cafe
        Content-Type: message/rfc822

        From: nhac-viec@tinh.example
        Message-ID:
         @@OURS@@
        Subject: Nhiem vu
        """,
        address, ours,
    )  # fmt: skip


def zimbra(address: str = ADDRESS, ours: str = OURS) -> bytes:
    """A Zimbra whose mailbox is full: the box is right, and full."""
    said = "452 4.2.2 Over quota (in reply to end of DATA command)"
    return postfix(address, ours, status="4.2.2", said=said)


OUT_OF_OFFICE = (
    dedent("""
    From: snv.lanhdao@so.example
    To: nhac-viec@tinh.example
    Subject: Automatic reply: 2 tasks overdue
    Auto-Submitted: auto-replied
    X-Auto-Response-Suppress: All
    In-Reply-To: <overdue.2024-W45.17.0123456789abcdef@nhiemvu.example.vn>
    Content-Type: text/plain

    I am away until Thursday. In urgent matters: 550 5.1.1 is my room's number.
    Final-Recipient: rfc822; snv.lanhdao@so.example
    Action: failed
    Status: 5.1.1
    """)
    .lstrip("\n")
    .encode()
)

READ_RECEIPT = (
    dedent("""
    From: snv.lanhdao@so.example
    Content-Type: multipart/report; report-type=disposition-notification; boundary="q"

    --q
    Content-Type: text/plain

    Deleted without being read.
    --q
    Content-Type: message/disposition-notification

    Final-Recipient: rfc822;snv.lanhdao@so.example
    Disposition: automatic-action/MDN-sent-automatically; deleted
    --q--
    """)
    .lstrip("\n")
    .encode()
)
