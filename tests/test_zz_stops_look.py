from tests.tasks.test_undoing import *
from tests.tasks.test_parts import split
async def test_look(province):
    first=await split(CODE,title="Mốc 1")
    print((await moved(OFFICE, CODE, "reassign", {**TO, "agency": "SYT"})).status_code)
    r=await moved(OFFICE, CODE, "undo", {}); print(r.status_code)
    for l in await rows("SELECT h.id,object_id,verb,at,actor,text,changes FROM history h JOIN task t ON t.id=h.object_id WHERE t.code LIKE 'CQS-14%' ORDER BY h.id DESC LIMIT 6"): print(l)
    for l in await rows("SELECT code,lead_agency,state,version FROM task t WHERE t.code LIKE 'CQS-14%' "): print(l)
