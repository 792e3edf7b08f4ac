import type { z } from "zod";

/** A schema as OpenAPI 3.1 has it: JSON Schema 2020-12. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

export const placeOfSchemas = "#/components/schemas/";

/** The name of the schema that a reference leads to. */
export function nameIn(ref: string): string {
  return ref.slice(placeOfSchemas.length);
}
