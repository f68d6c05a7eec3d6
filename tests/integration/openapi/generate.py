# SPDX-License-Identifier: MIT
"""Random instances of the specification's schemas: every member that may be there, every alternative, every kind of null."""

import random

DEEP = 8  # beyond it, only what must be there

TEXTS = ("", "x", "SELECT 1", "{}", "{\"sql\": \"SELECT 1\"}", "gr\u00fc\u00df \U0001f525", "a\nb\t\"c\"\\", "\u0001\u2028", "y" * 3000)


class Generator:
    def __init__(self, specification, seed):
        self.schemas = specification["components"]["schemas"]
        self.random = random.Random(seed)

    def instance(self, schema, depth=0):
        if "$ref" in schema:
            return self.instance(self.schemas[schema["$ref"].rsplit("/", 1)[1]], depth + 1)
        if schema.get("nullable") and self.random.random() < 0.3:
            return None
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.random.choice(schema["enum"])
        if "allOf" in schema:
            parts = [self.instance(part, depth) for part in schema["allOf"]]
            return {name: value for part in parts if isinstance(part, dict) for name, value in part.items()} or parts[0]
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return self.instance(self.alternative(schema[word], depth), depth + 1)
        return self.of_type(schema, depth)

    def alternative(self, schemas, depth):
        simple = [schema for schema in schemas if schema.get("type") in ("null", "string", "integer", "number", "boolean")]
        return self.random.choice(simple if depth > DEEP and simple else schemas)

    def of_type(self, schema, depth):
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self.random.choice(kind)
        if kind == "object":
            return self.object(schema, depth)
        if kind == "array":
            most = 0 if depth > DEEP else 3
            least = min(schema.get("minItems", 0), 3)
            return [self.instance(schema.get("items", {}), depth + 1) for _ in range(self.random.randint(least, max(least, most)))]
        if kind == "string":
            return self.random.choice(TEXTS)
        if kind == "integer":
            return self.random.choice((0, 1, 7, 100000, 2 ** 53, -1))
        if kind == "number":
            return self.random.choice((0, 0.5, 1e300, -1))
        return self.random.random() < 0.5 if kind == "boolean" else None

    def object(self, schema, depth):
        made = {}
        for name, value in schema.get("properties", {}).items():
            if name in schema.get("required", ()) or (depth <= DEEP and self.random.random() < 0.5):
                made[name] = self.instance(value, depth + 1)
        if self.random.random() < 0.2:
            made["x_invented_since"] = self.random.choice((None, 1, [], {"text": "no"}, "no"))
        return made
