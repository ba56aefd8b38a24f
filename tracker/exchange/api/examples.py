"""An example out of a schema: what its fields say for themselves, put together."""

from collections.abc import Mapping
from typing import Any

BY_FORMAT = {
    "date": "2024-11-06",
    "date-time": "2024-11-06T08:00:00+07:00",
    "uuid": "5c0f1e9e-1d0b-4f0e-9f53-6c1f9a0d2b11",
    "decimal": "52.84",
}
BY_TYPE: Mapping[str, Any] = {"integer": 1, "number": 1.0, "string": "…", "boolean": True, "null": None}


def example(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    """A value of a schema; ``components`` are the schemas it may refer to."""
    if "$ref" in schema:
        return example(components[schema["$ref"].rpartition("/")[2]], components)
    if schema.get("examples"):
        return schema["examples"][0]
    for name in ("const", "example"):
        if name in schema:
            return schema[name]
    if schema.get("enum"):
        return next((one for one in schema["enum"] if one not in {"", None}), schema["enum"][0])
    for name in ("anyOf", "oneOf", "allOf"):
        if schema.get(name):
            return example(schema[name][0], components)
    return _of_type(schema, components)


def _of_type(schema: Mapping[str, Any], components: Mapping[str, Any]) -> Any:
    match schema.get("type"):
        case "object":
            inside = schema.get("properties", {})
            return {name: example(part, components) for name, part in inside.items()}
        case "array":
            return [example(schema["items"], components)] if schema.get("items") else []
        case "string" if schema.get("format") in BY_FORMAT:
            return BY_FORMAT[schema["format"]]
        case kind:
            found = BY_TYPE.get(str(kind))
            return (
                max(found, schema.get("minimum", found))
                if isinstance(found, int) and kind == "integer"
                else found
            )
