"""Who takes part: 120 agencies with a lead and an official each, the office, a member; and 40 documents."""

from datetime import UTC, date, datetime
from typing import Any

from tests.bench.words import PLACES

AGENCIES = 120
OFFICE, MEMBER, AUDITOR = 241, 244, 245  # ids of persons; a lead's is the agency's, an official's 120 more
AREAS = (
    "Cải cách thể chế", "Cải cách thủ tục hành chính", "Cải cách tổ chức bộ máy hành chính nhà nước",
    "Cải cách chế độ công vụ", "Cải cách tài chính công",
    "Xây dựng, phát triển Chính quyền điện tử, Chính quyền số",
    "Công tác chỉ đạo, điều hành cải cách hành chính",
)  # fmt: skip
SINCE = datetime(2021, 1, 1, tzinfo=UTC)


def _agency_names() -> list[str]:
    places = [place.split(" ", 1)[1] for place in PLACES if place.startswith(("tại", "ở"))]
    names = ["Văn phòng Ủy ban nhân dân tỉnh"]
    names += [f"Ủy ban nhân dân {place}" for place in places]
    names += [f"Phòng chuyên môn số {number} thuộc sở" for number in range(1, AGENCIES + 1)]
    return names[:AGENCIES]


def _people() -> list[tuple[Any, ...]]:
    leads = [(n, f"lead{n}", "Nguyễn Thị Lãnh Đạo", n, "lead") for n in range(1, AGENCIES + 1)]
    staff = [(AGENCIES + n, f"staff{n}", "Trần Văn Chuyên Viên", n, "staff") for n in range(1, AGENCIES + 1)]
    others = ("office", "office", "office", "member", "auditor", "admin")
    rest = [(OFFICE + n, f"{role}{n}", "Lê Thị Điều Phối", 1, role) for n, role in enumerate(others)]
    return leads + staff + rest


async def fill(connection: Any) -> None:
    """Write the parties into an empty database."""
    await connection.execute(
        """INSERT INTO programme (id, code, name, short_name, starts_on, ends_on)
           VALUES (1, 'CCHC', 'Chương trình tổng thể cải cách hành chính nhà nước giai đoạn 2021-2030',
                   'Cải cách hành chính 2021-2030', '2021-01-01', '2030-12-31')"""
    )
    await connection.executemany(
        "INSERT INTO area (id, programme, code, name, sort_order) VALUES ($1, 1, $2, $3, $1)",
        [(n, f"LV{n}", name) for n, name in enumerate(AREAS, 1)],
    )
    await connection.executemany(
        """INSERT INTO agency (id, code, short_name, name, kind, sort_order, valid_from)
           VALUES ($1, $2, $3, $4, 'department', $1, '2021-01-01')""",
        [
            (n, f"CQ{n:03}", name.replace("Ủy ban nhân dân", "UBND"), name)
            for n, name in enumerate(_agency_names(), 1)
        ],
    )
    await connection.executemany(
        """INSERT INTO person (id, username, full_name, title, agency, role, created_at)
           VALUES ($1, $2, $3, 'Công chức', $4, $5, $6)""",
        [(*one, SINCE) for one in _people()],
    )
    await connection.executemany(
        """INSERT INTO source_document (id, number, kind, issuer, issued_on, title)
           VALUES ($1, $2, 'Quyết định', 'Thủ tướng Chính phủ', $3,
                   'Quyết định về nhiệm vụ cải cách hành chính')""",
        [(n, f"{n}/QĐ-TTg", date(2021, 1, 1)) for n in range(1, 41)],
    )
