import { type JsonSchema, nameIn } from "../openapi/json-schema.ts";
import { type Html, html, inline } from "./html.ts";

/** A row of a table of fields. */
export interface Field {
  /** `issue.upstream.id`, `items[].value` */
  readonly name: string;
  readonly required: boolean;
  readonly type: Html;
  readonly about: Html;
}

/** Every field of a schema, those of unnamed objects within it too. */
export function fieldsOf(schema: JsonSchema, prefix = ""): Field[] {
  const required = schema.required ?? [];
  return Object.entries(schema.properties ?? {}).flatMap(([name, each]) => {
    const property = each as JsonSchema;
    const field = {
      name: prefix + name,
      required: required.includes(name),
      type: typeOf(property),
      about: aboutOf(property),
    };
    return [field, ...innerFieldsOf(property, prefix + name)];
  });
}

function innerFieldsOf(schema: JsonSchema, name: string): Field[] {
  const [other] = optionsOf(schema);
  if (other !== undefined) return innerFieldsOf(other, name);
  if (schema.type === "array") return innerFieldsOf(schema.items as JsonSchema, `${name}[]`);
  return fieldsOf(schema, `${name}.`);
}

/** What a value may be, without that it may be null. */
function optionsOf({ anyOf, oneOf }: JsonSchema): JsonSchema[] {
  const options = (anyOf ?? oneOf ?? []) as JsonSchema[];
  return options.filter(({ type }) => type !== "null");
}

/** What a value is, in words; a named schema as a link to where it is described. */
export function typeOf(schema: JsonSchema): Html {
  if (schema.$ref !== undefined) {
    const name = nameIn(schema.$ref);
    return html`<a href="#schema-${name}">${name}</a>`;
  }
  const options = optionsOf(schema);
  if (options.length > 0) {
    const joined = options.map(
      (option, index) => html`${index > 0 ? " or " : ""}${typeOf(option)}`,
    );
    const nullable = (schema.anyOf ?? []).length > options.length;
    return html`${joined}${nullable ? " or null" : ""}`;
  }
  if (schema.const !== undefined) return html`<code>${String(schema.const)}</code>`;
  if (schema.enum !== undefined) {
    return html`${schema.enum.map((value, index) => html`${index > 0 ? ", " : ""}<code>${String(value)}</code>`)}`;
  }
  if (schema.type === "array") return html`list of ${typeOf(schema.items as JsonSchema)}`;
  return html`${plainTypeOf(schema)}`;
}

function plainTypeOf({ type, format, minimum, maximum, maxLength }: JsonSchema): string {
  switch (type) {
    case "string":
      if (format === "date-time") return "time";
      if (format === "binary") return "bytes";
      return maxLength === undefined ? "text" : `text, at most ${maxLength} characters`;
    case "integer":
      return `whole number${range(minimum, maximum)}`;
    case "number":
      return `number${range(minimum, maximum)}`;
    case "boolean":
      return "true or false";
    case "object":
      return "object";
    default:
      return "anything";
  }
}

function range(minimum: number | undefined, maximum: number | undefined): string {
  if (maximum !== undefined) return ` from ${minimum ?? 0} to ${maximum}`;
  return minimum === undefined ? "" : `, at least ${minimum}`;
}

/** What is to be said of a value, and what it is where nobody gives one. */
export function aboutOf({ description, default: fallback }: JsonSchema): Html {
  const told = description === undefined ? "" : inline(description);
  if (fallback === undefined) return html`${told}`;
  const value = typeof fallback === "string" ? fallback : JSON.stringify(fallback);
  if (value === "") return html`${told}`;
  return html`${told}${description === undefined ? "" : "; "}default: <code>${value}</code>`;
}
