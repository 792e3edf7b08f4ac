import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { type JsonSchema, nameIn, placeOfSchemas } from "./json-schema.ts";
import { sampleOf } from "./sample.ts";

const placeOfDefs = "#/$defs/";

/** Where a schema stands: it is answered, or given in an address or in a body. */
type Use = "reply" | "address" | "body";

/** Schemas of the contract as JSON Schema; those with a name are gathered and referred to. */
export class Schemas {
  readonly #named: Record<string, JsonSchema> = {};
  readonly #answered = new Set<string>();

  /** Every schema that has a name, by it. */
  get named(): Readonly<Record<string, JsonSchema>> {
    const byName = Object.entries(this.#named).sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(byName);
  }

  of(schema: z.ZodType, use: Use): JsonSchema {
    // Wrapped, so that a schema that has a name is referred to like any other.
    const { $defs, items } = z.toJSONSchema(z.array(schema), {
      io: use === "reply" ? "output" : "input",
      override: ({ jsonSchema }) => tidy(jsonSchema, use),
    });
    for (const [name, each] of Object.entries($defs ?? {})) this.#add(name, refersHere(each));
    return refersHere(items as JsonSchema);
  }

  /**
   * The content of an answer in JSON, with an example. Throws when its schema has no name: those who
   * generate a client need one.
   */
  answer(schema: z.ZodType): { schema: JsonSchema; examples: object } {
    const reply = this.of(schema, "reply");
    if (reply.$ref === undefined) throw new Error("A reply has no name: give it an id.");
    const name = nameIn(reply.$ref);
    this.#answered.add(name);
    return { schema: reply, examples: { sample: { $ref: `#/components/examples/${name}` } } };
  }

  /** An example for each answer, by the name of its schema. */
  get examples(): Readonly<Record<string, { readonly value: unknown }>> {
    const { named } = this;
    const samples = [...this.#answered]
      .sort()
      .map((name) => [name, { value: sampleOf(named[name] ?? {}, named) }]);
    return Object.fromEntries(samples);
  }

  #add(name: string, schema: JsonSchema): void {
    const known = this.#named[name] ?? schema;
    this.#named[name] = known;
    if (!isDeepStrictEqual(known, schema)) {
      throw new Error(
        `Two different schemas are called ${name}: name what is given and what is answered apart.`,
      );
    }
  }
}

/** Takes out what says nothing to a reader. */
function tidy(schema: JsonSchema, use: Use): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format === "date-time") delete schema.pattern;
  if (schema.propertyNames !== undefined) delete schema.propertyNames;
  // Answers may get more fields: no client may rely on that they do not.
  if (use === "reply" && schema.additionalProperties === false) delete schema.additionalProperties;
  // Generators take a property that has a default for one that is always there, in requests too.
  if (use === "body" && schema.default !== undefined) {
    const told = schema.description === undefined ? "" : `${schema.description}; `;
    schema.description = `${told}default: \`${JSON.stringify(schema.default)}\``;
    delete schema.default;
  }
}

function refersHere<T>(value: T): T {
  if (Array.isArray(value)) return value.map(refersHere) as T;
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [
    key,
    key === "$ref" ? String(inner).replace(placeOfDefs, placeOfSchemas) : refersHere(inner),
  ]);
  return Object.fromEntries(entries) as T;
}
