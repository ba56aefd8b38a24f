"""How deadlines are written: patterns over folded text (no marks, no case), in the order they are tried.

What one pattern took is gone for the next, so "6 tháng đầu năm" is no duration and "theo quy định" no
quarter. ``lead`` is the word before that turns the meaning: trước, từ, sau, đến, đầu, giữa, cuối, hết.
"""

import re

_LEAD = (
    r"(?:(?P<lead>truoc|bat dau tu|ke tu|tinh tu|tu|sau|den het|den|toi|dau|giua|cuoi|het|trong)"
    r"(?: thoi diem| cua)? )?"
)
_NEXT = r"(?:sau|toi|tiep theo|ke tiep|lien ke|ke sau)"
_OF_YEAR = (
    r"(?:(?: ?,? ?nam ?| ?/ ?|[.\-])(?P<y>\d{4}|\d{2})(?!\d)|[ ,\-]{1,3}(?P<z>\d{4})(?!\d)"
    r"|,? nam (?P<w>nay|sau|toi)(?![a-z]))"
)
_QUARTER = r"(?:iv|iii|ii|i|v|\d{1,2})(?![a-z0-9])"
_MONTH = r"(?:1[0-2]|0?[1-9])(?!\d)"
_AND = r"(?: ?[,\-&] ?| va | den | toi )"
_COUNT = r"\d{1,2}|mot|hai|ba|bon|sau"
_CYCLE = r"(?:ngay|tuan|thang|quy|nua nam|nam|(?:\d{1,2}|ba|sau|chin) thang|\d{1,2} nam)(?![a-z])"
_SERIES = (
    r"(?:(?: ?[,;/+&] ?| va | hoac )(?:hang |moi |ca )?(?:tuan|thang|quy|nua nam|nam|\d{1,2} thang)(?![a-z]))"
)
_NO_NAME = r"(?! ?\d)(?! [ivx]+(?![a-z]))"  # no number of a month or quarter follows
_REST = r"[^0-9,;()~]*"

_WRITTEN = {
    "clock": r"(?:luc )?\d{1,2} ?(?:gio|h|g)(?: ?\d{2})?(?: ?phut)?(?![a-z0-9])|\d{1,2}:\d{2}(?::\d{2})?",
    "weekday": r"(?:thu (?P<n>hai|ba|tu|nam|sau|bay|[2-7])|chu nhat)(?=,? ?\(?(?:ngay ?)?\d)",
    "document": r"\d+(?:/\d{4})?/(?:[a-z]{2,4}\d{0,2}(?:-[a-z0-9]+)+|(?:nq|qd|kh|ct|tt|nd)(?![a-z]))",
    "frequency": (
        rf"(?:(?:dinh k[yi]|hang|moi) )?(?:(?P<count>{_COUNT}) ?)?(?P<unit>ngay|tuan|thang|quy|nua nam|nam)"
        rf" ?(?:/|-|mot|moi)? ?(?P<times>{_COUNT})? ?lan(?![a-z])"
    ),
    "rate": (
        rf"(?P<times>{_COUNT}) lan ?(?:/|trong|tren|moi|hang)? ?(?:0?1 |mot |moi )?(?P<count>\d{{1,2}} )?"
        r"(?P<unit>ngay|tuan|thang|quy|nua nam|nam)(?![a-z])"
    ),
    "half": (
        rf"{_LEAD}(?<!ngay )(?P<count>\d{{1,2}}|ba|sau|chin) thang (?P<which>dau|cuoi)"
        rf"(?:(?: cua)?{_OF_YEAR}|(?: cua)? nam(?! ?\d)(?![a-z]))"
    ),
    "half_year": rf"{_LEAD}nua (?P<which>dau|cuoi)(?:(?: cua)?{_OF_YEAR}|(?: cua)? nam(?! ?\d)(?![a-z]))",
    "years": (
        r"(?:trong |tu |cac )*(?:giai doan (?:\d nam )?|(?<!hang )(?<!moi )nam )?(?<!\d)(?P<from>\d{4})"
        r" ?(?:-|den|toi) ?(?:het )?(?:nam )?(?P<y>\d{4})(?!\d)"
    ),
    "recurring": (
        rf"(?:dinh k[yi] )?(?:hang|moi|tung) {_CYCLE}{_SERIES}*(?! ?\d{{4}})"
        rf"|(?:dinh k[yi](?: theo)?|theo) {_CYCLE}{_SERIES}*{_NO_NAME}(?! (?:dinh|che|trinh|hoach))"
        rf"|(?:quy|thang|\d{{1,2}} thang){_SERIES}+(?<=nam){_NO_NAME}"
        r"|(?<!trong )(?<!cuoi )(?:quy|thang|\d{1,2} thang|(?:ca )?nam)(?= ?\((?:truoc|ngay|cham nhat))"
    ),
    "inner": (
        r"(?:truoc )?(?:ngay ?(?P<d>\d{1,2}|cuoi)(?: cung)? )?(?:cua )?thang "
        r"(?P<which>dau|cuoi|giua|thu (?:nhat|hai|ba|[1-6]))(?: tien| cung)?(?: cua)?"
        rf"(?: (?:moi |hang )?(?P<unit>quy|nua nam|6 thang|nam){_NO_NAME})?(?P<next> {_NEXT})?"
    ),
    "sequel": rf"(?:truoc )?ngay ?(?P<d>\d{{1,2}}) (?:cua )?thang (?P<next>{_NEXT}|nay|do)(?![a-z])",
    "last_day": rf"ngay cuoi(?: cung)? (?:cua )?(?:moi |hang )?(?P<unit>thang|quy|nam){_NO_NAME}",
    "open": (
        r"thuong xuyen|lien tuc|dot xuat|khi can thiet"
        r"|theo (?:tien do|yeu cau|quy dinh|ke hoach|huong dan|lo trinh|chi dao|thoi han|chuong trinh)"
        rf"{_REST}|khong (?:quy dinh|xac dinh|co (?:thoi )?han|(?:thoi |gioi )?han|ap dung|yeu cau){_REST}"
        r"|^(?:khong|-+|x|0)$"
    ),
    "iso": rf"{_LEAD}(?:ngay )?(?<!\d)(?P<y>\d{{4}})[\-/.](?P<m>\d{{1,2}})[\-/.](?P<d>\d{{1,2}})(?!\d)",
    "date": (
        rf"{_LEAD}(?:(?:ngay|mung) ?)?(?<![\d/.])(?<!thang )(?<!quy )(?P<d>\d{{1,2}})"
        r"(?: ?thang ?| ?[/.\-] ?)(?P<m>\d{1,2})(?!\d)"
        r"(?:(?: ?,? ?nam ?| ?[/.\-] ?)(?P<y>\d{4}|\d{2})(?!\d)|,? nam (?P<w>nay|sau|toi)(?![a-z])"
        r"|,? (?P<z>(?:19|20)\d\d)(?!\d))?(?![/.]\d| ?/ ?\d)(?!-\d+(?![\d/.]))"
    ),
    "quarter": (
        rf"{_LEAD}(?:qu[yi]|q\.?)(?: thu)? ?(?P<n>{_QUARTER}(?:{_AND}(?:qu[yi] )?{_QUARTER})*){_OF_YEAR}?"
    ),
    "month": rf"{_LEAD}(?:thang ?|t(?=\d))(?P<n>\d{{1,2}}(?!\d)(?:{_AND}(?:thang )?{_MONTH})*){_OF_YEAR}?",
    "month_year": rf"{_LEAD}(?<![\d/.\-])(?P<n>\d{{1,2}}) ?[/.\-] ?(?P<y>\d{{4}})(?!\d)",
    "duration": (
        r"(?:(?P<lead>truoc|sau|trong vong|trong thoi han|trong|khong qua|toi da) )?(?P<n>\d{1,3}) ?"
        r"(?:\([^()0-9]{0,40}\) ?)?(?P<unit>ngay lam viec|ngay|tuan|thang|nam)(?![a-z0-9])"
    ),
    "year": rf"{_LEAD}(?:nam ?(?P<y>\d{{4}}|\d{{2}})(?!\d)|(?<![\d/.\-])(?P<z>(?:19|20|21)\d\d)(?![\d/.\-])"
    r"|nam (?P<w>nay|sau|toi)(?![a-z]))",
    "relative": (
        rf"(?:(?P<lead>dau|giua|cuoi|het|trong|den het|den) )?(?P<unit>thang|quy) (?P<w>nay|{_NEXT})(?![a-z])"
        rf"|(?P<part>dau|giua|cuoi|het|trong) (?P<whole>thang|quy|nam)(?![a-z]){_NO_NAME}"
    ),
    "day": rf"{_LEAD}(?:ngay|mung) ?(?P<d>\d{{1,2}})(?!\d)(?: (?:cua )?(?:thang|ky)(?![a-z]))?{_NO_NAME}",
    "event": rf"(?:ngay )?(?:ke tu|tinh tu|sau|tu)(?: ngay| khi| thoi diem) {_REST}|(?:ngay )?khi {_REST}",
}  # fmt: skip
PATTERNS = tuple((name, re.compile(rf"(?<![a-z0-9])(?:{written})")) for name, written in _WRITTEN.items())
