"""Promises about the description of the machine interface: whole, valid, on a page that needs nobody else."""

import re
from html import unescape
from typing import Any

import jsonschema_rs
import pytest
from litestar import Litestar
from schemathesis.specs.openapi.definitions import OPENAPI_31

from tests.exchange.programs import Program
from tests.tasks.reading import a_user, freeze, words_of
from tests.web.site import made
from tracker import words
from tracker.exchange.api import examples, problems, scopes, view

pytestmark = pytest.mark.usefixtures("province")
PATH = "/api/v1/openapi.json"


@pytest.fixture
def served(province: object) -> Litestar:
    """The application on 06/11/2024."""
    freeze()
    return made()


async def described(served: Litestar) -> dict[str, Any]:
    """The description as programs get it."""
    answer = await Program(served).get(PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    found: dict[str, Any] = answer.json()
    return found


async def test_it_is_openapi_3_1_and_tells_every_operation(served: Litestar) -> None:
    """Valid by the meta-schema; each handler is in it, with its scope, its problems and unlike names."""
    found = await described(served)
    validator = jsonschema_rs.validator_for(OPENAPI_31)
    validator.validate(found)
    assert not validator.is_valid({**found, "paths": []})  # negative control
    told = {(path, method.upper()) for path, methods in found["paths"].items() for method in methods}
    there = {
        (route.path_format, method)
        for route in served.routes
        for method, (handler, _) in getattr(route, "route_handler_map", {}).items()
        if handler.opt.get("access") == "api" and method != "OPTIONS"
    }
    assert told == there
    operations = [one for methods in found["paths"].values() for one in methods.values()]
    assert len({one["operationId"] for one in operations}) == len(operations)
    for one in operations:
        assert one["security"][0]["token"][0] in scopes.SCOPES
        assert {"401", "403", "404", "429", "500"} <= set(one["responses"])
        success = next(iter(one["responses"]))
        assert success.startswith("2")
    assert set(found["components"]["responses"]) == {f"Problem{status}" for status in problems.KINDS}


async def test_every_example_is_of_its_schema(served: Litestar) -> None:
    """What the description shows is what it demands, in bodies, answers and parameters."""
    found = await described(served)
    looked = 0
    for methods in found["paths"].values():
        for one in methods.values():
            contents = [one["requestBody"]] if "requestBody" in one else []
            contents += [answer for answer in one["responses"].values() if "content" in answer]
            for content in contents:
                for shown in content["content"].values():
                    if "example" in shown:
                        checked(found, shown["schema"], shown["example"])
                        looked += 1
            for parameter in one["parameters"]:
                checked(found, parameter["schema"], examples.example(parameter["schema"], schemas_of(found)))
    assert looked >= len(found["paths"]) * 0.5


def schemas_of(found: dict[str, Any]) -> dict[str, Any]:
    """The named schemas of a description."""
    schemas: dict[str, Any] = found["components"]["schemas"]
    return schemas


def checked(found: dict[str, Any], schema: dict[str, Any], shown: Any) -> None:
    """Raise unless a value is of a schema of the description."""
    whole = {**schema, "components": found["components"]}
    jsonschema_rs.validator_for(whole).validate(shown)


async def test_the_page_tells_everything_in_both_languages(served: Litestar) -> None:
    """Open to everybody, in the house's design; each operation with a command; nothing is fetched abroad."""
    found = await described(served)
    page = (await Program(served).get("/api/v1")).text
    text = unescape(page)
    for path, methods in found["paths"].items():
        for method, one in methods.items():
            assert f"{method.upper()} {path}" in text
            assert f'id="{one["operationId"]}"' in text
    for name, _ in problems.KINDS.values():
        assert f'id="problem-{name}"' in text
    assert text.count("curl 'http://tracker.test/api/v1/") == sum(map(len, found["paths"].values()))
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert "Phạm vi của mã truy cập" in words_of(page)
    english = await Program(served).get("/api/v1", headers={"Cookie": "language=en"})
    assert "Scopes of tokens" in words_of(english.text)
    assert "Phạm vi" not in words_of(english.text).replace("Phạm vi hành chính", "")
    assert "/account/tokens" in (await (await a_user("stttt.lanhdao")).get("/api/v1")).text


async def test_every_sentence_of_the_description_is_in_the_catalogue(served: Litestar) -> None:
    """Summaries, descriptions of operations and parameters, and tags are told in Vietnamese on the page."""
    catalogue, said = words.catalogue("vi"), set[str]()
    for methods in (await described(served))["paths"].values():
        for one in methods.values():
            said |= {one["summary"], one.get("description", ""), *one["tags"]}
            said |= {parameter.get("description", "") for parameter in one["parameters"]}
    assert said - {one.id for one in catalogue} == set()


def test_a_command_survives_a_quote() -> None:
    """What stands in an example cannot leave its quotes in the shell."""
    assert view._quoted("d'Ấn $(x)") == "'d'\\''Ấn $(x)'"
