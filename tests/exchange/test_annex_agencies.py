"""Promises about agencies in a cell: what is meant for certain is taken, everything else is asked about."""

from dataclasses import replace
from datetime import date

import pytest

from tests.exchange.annexes import DAY, terms
from tracker.exchange.annex.agencies import listed
from tracker.exchange.annex.bodies import Bodies
from tracker.exchange.annex.model import Body
from tracker.exchange.annex.names import normalised
from tracker.exchange.annex.roles import roles

CERTAIN = """
Sở Nội vụ | SNV
SỞ NỘI VỤ; Sở tư pháp | SNV STP
Sở Nội vụ, Sở Tư pháp và Sở Tài chính | SNV STP STC
Sở Văn hóa, Thể thao và Du lịch, Sở Y tế | SVHTTDL SYT
Sở Văn hoá Thể thao & Du lịch | SVHTTDL
Sở Lao động, Thương binh và Xã hội và Sở Y tế | SLDTBXH SYT
Sở LĐ-TBXH, Sở GD-ĐT, sở kh&cn | SLDTBXH SGDDT SKHCN
VP UBND tỉnh | VPUB
Văn phòng UBND tỉnh Tây Ninh | VPUB
Văn phòng Ủy ban nhân dân tỉnh | VPUB
UBND tỉnh | UBNDT
UBND TX Trảng Bàng | TXTB
UBND TX. Trảng Bàng, TP. Tây Ninh, huyện Gò Dầu | TXTB TPTN HGD
UBND huyện Tân Biên, Tân Châu, Gò Dầu | HTB HTC HGD
UBND các huyện: Tân Biên, Tân Châu | HTB HTC
Các Sở: Nội vụ, Tài chính, Văn hóa, Thể thao và Du lịch và Tư pháp | SNV STC SVHTTDL STP
Sở Nội vụ tỉnh Tây Ninh. | SNV
- Sở Nội vụ;\\n- Sở Tài chính | SNV STC
1. Sở Nội vụ\\n2. Sở Tài chính | SNV STC
Sở Thông tin và\\nTruyền thông\\nSở Y tế | STTTT SYT
Công an tỉnh/Sở Nội vụ | CAT SNV
Sở Nội vụ, Sở Nội vụ | SNV
STTTT; SNV | STTTT SNV
KBNN tỉnh, BHXH tỉnh, NHNN chi nhánh tỉnh | KBNN BHXH NHNN
BQL Khu kinh tế tỉnh | BQLKKT
""".strip().splitlines()

DOUBTFUL = """
Sở Tài chinhs | agency_unlike STC
Sở Thông tn và Truyền thông | agency_unlike STTTT
Sở Văn hóa, Thể thap và Du lịch | agency_unlike SVHTTDL
UBND huyện Gò Dâu Hạ | agency_unlike HGD
Bộ Ngoại giao Lào | agency_unknown
Ông Nguyễn Văn A | agency_unknown
Các cơ quan, đơn vị liên quan | agency_vague
các sở, ban, ngành có liên quan | agency_vague
Các sở, ban, ngành tỉnh | agencies_all
UBND các huyện, thị xã, thành phố | agencies_all
UBND cấp huyện | agencies_all
""".strip().splitlines()


@pytest.mark.parametrize("line", CERTAIN)
def test_names_are_understood_without_a_word(line: str) -> None:
    """Several in one cell, in any sign and short form: exactly these, in order, and nothing to ask."""
    text, codes = line.replace("\\n", "\n").split(" | ")
    found = listed(text, Bodies(terms()))
    assert (found.codes, found.problems) == (codes.split(), [])


@pytest.mark.parametrize("line", DOUBTFUL)
def test_what_is_not_certain_is_asked(line: str) -> None:
    """A misspelt name is never taken silently: the agencies it may mean are offered, the likeliest first."""
    text, wanted = line.split(" | ")
    kind, *choices = wanted.split()
    found = listed(text, Bodies(terms()))
    assert [one.kind for one in found.problems] == [kind]
    assert list(found.problems[0].choices[:1]) == choices
    assert found.problems[0].warning == (kind in {"agency_vague", "agencies_all"})
    assert bool(found.codes) == (kind == "agencies_all")


def test_all_of_a_kind_are_those_of_the_day() -> None:
    """Nine districts in 2024, none later; departments and sectors, not the office itself."""
    districts = listed("Sở Nội vụ; UBND các huyện, thị xã, thành phố", Bodies(terms())).codes
    assert "SNV" in districts
    assert len(districts) == 10
    sectors = listed("Các sở, ban, ngành tỉnh; Công an tỉnh", Bodies(terms())).codes
    assert {"SNV", "SYT", "BQLKKT", "CAT"} <= {*sectors}
    assert not {"VPUB", "UBNDT", "HGD"} & {*sectors}
    later = listed("UBND các huyện, thị xã, thành phố", Bodies(terms(date(2025, 9, 1))))
    assert (later.codes, [one.kind for one in later.problems]) == ([], ["agency_unknown"])


def test_names_are_those_of_the_documents_day() -> None:
    """The same words are another agency after a merger, and a name that was given up is no longer one."""
    assert listed("Sở Nội vụ", Bodies(terms(date(2025, 9, 1)))).codes == ["SNV2507"]
    gone = listed("Sở Kế hoạch và Đầu tư", Bodies(terms(date(2025, 9, 1))))
    assert gone.codes == []
    assert not gone.problems[0].warning


def test_what_somebody_confirmed_is_remembered() -> None:
    """A name confirmed before is that agency from then on, unless the agency is gone on the day."""
    said = "Sở Du lịch và Văn hóa"
    known = {normalised(said): "SVHTTDL"}
    assert listed(said, Bodies(terms())).codes == []
    assert listed("sở du lịch & văn hoá", Bodies(terms(DAY, known))).codes == ["SVHTTDL"]
    assert listed(said, Bodies(terms(date(2025, 9, 1), known))).codes == []


def test_one_name_of_two_agencies_is_asked() -> None:
    """Where two agencies of a day are called the same, neither is taken."""
    known = terms()
    twin = replace(known, bodies=(*known.bodies, Body("SNV-X", ("Sở Nội vụ",))))
    found = listed("Sở Nội vụ", Bodies(twin))
    assert found.codes == []
    assert (found.problems[0].kind, found.problems[0].choices) == ("agency_ambiguous", ("SNV", "SNV-X"))


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Chủ trì: Sở Nội vụ. Phối hợp: Sở Y tế, Sở Tài chính", ("Sở Nội vụ", "Sở Y tế, Sở Tài chính")),
        ("- Cơ quan chủ trì: Sở Nội vụ\n- Cơ quan phối hợp: Sở Y tế", ("Sở Nội vụ\n-", "Sở Y tế")),
        ("Phối hợp: Sở Y tế; Chủ trì: Sở Nội vụ", ("Sở Nội vụ", "Sở Y tế")),
        ("Sở Nội vụ chủ trì, phối hợp với Sở Y tế", ("Sở Nội vụ", "Sở Y tế")),
        ("Sở Nội vụ (chủ trì), Sở Y tế (phối hợp)", ("Sở Nội vụ", "Sở Y tế")),
        ("Sở Nội vụ chủ trì; Sở Y tế phối hợp", ("Sở Nội vụ", "Sở Y tế")),
        ("Sở Nội vụ, Sở Y tế", None),
    ],
)
def test_roles_in_one_cell(text: str, parted: tuple[str, str] | None) -> None:
    """Who leads and who helps, where the cell says it; nothing where it does not."""
    found = roles(text)
    bodies = Bodies(terms())
    said = [listed(one, bodies).codes for one in found] if found else None
    assert said == ([listed(one, bodies).codes for one in parted] if parted else None)
    assert not found or [len(codes) > 0 for codes in said or ()] == [True, True]
