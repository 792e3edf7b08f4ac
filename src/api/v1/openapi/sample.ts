import { type JsonSchema, nameIn } from "./json-schema.ts";

type Named = Readonly<Record<string, JsonSchema>>;

/** A value that fits a schema: its first example where it has one, else something plain. */
export function sampleOf(schema: JsonSchema, named: Named): unknown {
  if (Array.isArray(schema.examples)) return schema.examples[0];
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const other = referred(schema, named) ?? (schema.anyOf ?? schema.oneOf)?.[0];
  if (other !== undefined) return sampleOf(other as JsonSchema, named);
  switch (schema.type) {
    case "object":
      return sampleOfObject(schema, named);
    case "array":
      return [sampleOf(schema.items as JsonSchema, named)];
    case "string":
      return schema.format === "date-time" ? "2026-01-31T12:00:00.000Z" : "…";
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, 1);
    case "boolean":
      return false;
    default:
      return null;
  }
}

function referred({ $ref }: JsonSchema, named: Named): JsonSchema | undefined {
  return $ref === undefined ? undefined : named[nameIn($ref)];
}

function sampleOfObject(schema: JsonSchema, named: Named): Record<string, unknown> {
  const properties = Object.entries(schema.properties ?? {});
  return Object.fromEntries(
    properties.map(([name, property]) => [name, sampleOf(property as JsonSchema, named)]),
  );
}
