"""What columns are called in annexes, task lists and exports of other systems."""

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache

from tracker.exchange.annex.cells import letter
from tracker.exchange.annex.model import Line, Table
from tracker.words import fold

LONGEST = 120  # characters of a heading
_LIKE = 0.86
_WORDS: Mapping[str, str] = {
    "item": """
        stt | tt | so tt | so thu tu | thu tu | no | item | item no | muc | so muc | order
    """,
    "code": """
        ma nhiem vu | ma so nhiem vu | ma so | ma | ma nv | ma cong viec | ma dinh danh | so hieu nhiem vu |
        code | task code | task id | id
    """,
    "title": """
        noi dung nhiem vu | nhiem vu | ten nhiem vu | noi dung cong viec | cong viec | ten cong viec | noi
        dung | nhiem vu giai phap | cac nhiem vu giai phap | nhiem vu giai phap chu yeu | nhiem vu giai phap
        cu the | nhiem vu cu the | nhiem vu chu yeu | cac nhiem vu | cac nhiem vu chu yeu | nhiem vu duoc
        giao | noi dung nhiem vu duoc giao | noi dung nhiem vu giao | noi dung giao | noi dung thuc hien |
        noi dung chi dao | noi dung hoat dong | hoat dong | noi dung nhiem vu cong viec | nhiem vu cong viec
        | noi dung cong viec nhiem vu | ten nhiem vu cong viec | noi dung nhiem vu giai phap | ten noi dung
        nhiem vu | danh muc nhiem vu | danh muc cong viec | dau viec | ten dau viec | nhiem vu trien khai |
        noi dung trien khai | chu de | ten van de |
        task | title | subject | task name | task title | activity
    """,
    "area": """
        linh vuc | nhom nhiem vu | nhom | linh vuc cai cach | linh vuc nhiem vu | noi dung cai cach | area |
        field | category
    """,
    "lead": """
        co quan chu tri | don vi chu tri | chu tri | co quan don vi chu tri | don vi chu tri thuc hien | co
        quan chu tri thuc hien | chu tri thuc hien | co quan chu tri tham muu | don vi co quan chu tri | so
        nganh chu tri | chu tri tham muu | don vi thuc hien | co quan thuc hien | co quan don vi thuc hien |
        don vi chiu trach nhiem | co quan chiu trach nhiem | trach nhiem thuc hien | co quan duoc giao | don
        vi duoc giao | don vi duoc giao nhiem vu | phan cong thuc hien | don vi chu tri xu ly | co quan tham
        muu | don vi tham muu | phan cong | giao cho | don vi | co quan | to chuc thuc hien | lead | lead
        agency | lead unit | leading agency | owner | responsible | responsible agency | responsible unit |
        agency | assignee | gan cho | nguoi duoc giao
    """,
    "coordinators": """
        co quan phoi hop | don vi phoi hop | phoi hop | co quan don vi phoi hop | co quan phoi hop thuc hien
        | phoi hop thuc hien | don vi phoi hop thuc hien | cac don vi phoi hop | cac co quan phoi hop | don
        vi co quan phoi hop | so nganh phoi hop | don vi phoi hop xu ly | coordinating | coordinators |
        coordinating agency | coordinating agencies | coordinating units | partners | supporting agencies
    """,
    "agencies": """
        co quan chu tri phoi hop | don vi chu tri phoi hop | chu tri phoi hop | co quan chu tri va phoi hop
        | don vi chu tri va phoi hop | co quan chu tri co quan phoi hop | don vi chu tri don vi phoi hop |
        agencies | co quan chu tri va co quan phoi hop | don vi chu tri va don vi phoi hop | co quan don vi
        chu tri phoi hop | chu tri va phoi hop | phan cong chu tri phoi hop
    """,
    "output": """
        san pham | ket qua | san pham ket qua | ket qua san pham | san pham dau ra | ket qua dau ra | san
        pham du kien | ket qua du kien | san pham hoan thanh | san pham phai dat | ket qua phai dat | ket
        qua can dat | san pham can dat | san pham du kien hoan thanh | yeu cau san pham | san pham cu the |
        dau ra | san pham ket qua dat duoc | hinh thuc van ban | san pham du kien dat duoc | ket qua san
        pham du kien | san pham ket qua du kien | output | expected output | product | deliverable |
        deliverables | result
    """,
    "deadline": """
        thoi han | thoi gian | thoi han hoan thanh | thoi gian hoan thanh | thoi gian thuc hien | thoi han
        thuc hien | han hoan thanh | han | han xu ly | thoi han xu ly | tien do | tien do hoan thanh | tien
        do thuc hien | ngay hoan thanh | thoi diem hoan thanh | han chot | han cuoi | ky han | thoi han bao
        cao | thoi gian bao cao | thoi gian trinh | thoi han trinh | thoi gian hoan thanh du kien | du kien
        hoan thanh | thoi gian du kien | han thuc hien | thoi gian ket thuc | ket thuc | ngay ket thuc |
        ngay den han | ngay het han | deadline | due | due date | due on | finish date | end date | time limit
    """,
    "source": """
        van ban giao | van ban giao nhiem vu | can cu | van ban | van ban chi dao | so van ban | so ky hieu
        van ban | so ky hieu | can cu giao | can cu phap ly | can cu thuc hien | nguon giao | nguon | van
        ban cap tren giao | so ngay van ban | so ngay thang van ban | so va ngay van ban | nguon nhiem vu |
        van ban den | van ban can cu | so ky hieu ngay van ban | van ban giao viec | source | source
        document | document
    """,
    "clause": """
        dieu khoan | diem khoan dieu | muc trong van ban | noi dung trich | vi tri trong van ban | trich yeu
        | clause
    """,
    "starred": """
        trong tam | nhiem vu trong tam | uu tien | quan trong | starred | star | key task
    """,
    "note": """
        ghi chu | ghi chu khac | note | notes | remark | remarks | comment | comments | luu y
    """,
    "state": """
        trang thai | tinh trang | tinh hinh thuc hien | ket qua thuc hien | tien do xu ly | trang thai xu ly
        | tinh trang thuc hien | status | state
    """,
    "percent": """
        ty le hoan thanh | ti le hoan thanh | phan tram | phan tram hoan thanh | hoan thanh phan tram | muc
        do hoan thanh | ty le phan tram | phan tram done | done ratio | progress phan tram | phan tram
        complete | ty le thuc hien | ti le thuc hien | hoan thanh | phan tram hoan thanh | percent
        | percent done | progress
    """,
    "": """
        bat dau | ngay bat dau | thoi gian bat dau | tu ngay | start | start date | nguoi thuc hien | can bo
        thuc hien | chuyen vien theo doi | lanh dao phu trach | nguoi phu trach | kinh phi | nguon kinh phi
        | so dien thoai | nguyen nhan | giai phap | kien nghi | kho khan vuong mac | ngay giao | so ngay qua
        han
    """,
}
KNOWN = {" ".join(words.split()): field for field, some in _WORDS.items() for words in some.split("|")}
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NUMBERED = re.compile(r"\(?\s*(?:\d{1,2}|[a-z])\s*\)?(?:\s*=.*)?", re.IGNORECASE)
_SIGN = re.compile(r"[^a-z0-9]+")


@lru_cache(4_096)
def plain(text: str) -> str:
    """A heading without marks, case and signs; what stands in brackets only if nothing else does."""
    bare = fold(text).replace("%", " phan tram ")
    return _SIGN.sub(" ", _ASIDE.sub(" ", bare)).strip() or _SIGN.sub(" ", bare).strip()


def field_of(parts: tuple[str, ...]) -> tuple[str, int]:
    """What a heading means, by its lines from the top, and how sure that is: 0 not, 1 perhaps, 2 surely.

    The lowest line decides; only when it says nothing, the one above or all together.
    """
    best = ("", 0)
    for words in (*(plain(one) for one in reversed(parts)), plain(" ".join(parts))):
        found = _field(words)
        if found[1] == 2:
            return found
        if found[1] > best[1]:
            best = found
    return best


@lru_cache(4_096)
def _field(words: str) -> tuple[str, int]:
    if words in KNOWN:
        return KNOWN[words], 2
    if not words or len(words) > LONGEST:
        return "", 0
    whole = f" {words} "
    held = [one for one in KNOWN if " " in one and f" {one} " in whole]
    if held:
        return KNOWN[max(held, key=lambda one: (whole.startswith(f" {one} "), len(one)))], 1
    close = get_close_matches(words, KNOWN, 1, _LIKE) if len(words) > 5 else []
    return (KNOWN[close[0]], 1) if close else ("", 0)


def is_numbers(line: Line) -> bool:
    """Whether a row only counts the columns: (1) (2) (3), or A B 1 2."""
    texts = [cell.text for cell in line.cells if cell.text and not cell.carried]
    return len(texts) > 2 and all(_NUMBERED.fullmatch(one) for one in texts) and len({*texts}) == len(texts)


def repeats(line: Line, table: Table) -> bool:
    """Whether a row is (a line of) the table's head once more, as on every printed page."""
    texts = [(letter(n), plain(cell.text)) for n, cell in enumerate(line.cells, 1) if cell.text]
    heads = {one.letter: {plain(part) for part in one.heading.split(" / ")} for one in table.columns}
    own = [text for text in texts if text[1]]
    return len(own) > 1 and all(text in heads.get(at, ()) for at, text in own)
