import { z } from "zod";
import { isInBody, type Operation, placeOf } from "../../contract/index.ts";
import { BadInput, type InputError } from "../problems.ts";

/** The parts of a request that an input is made of. */
export interface Parts {
  readonly path: Readonly<Record<string, unknown>>;
  readonly query: Readonly<Record<string, unknown>>;
  /** What the JSON body holds; undefined where there was none. */
  readonly body: unknown;
}

/**
 * Puts an input together out of the request's parts, by the rule of `Operation`. Text of path and query
 * becomes what the schema takes; what does not fit stays text and is refused by the schema. Throws
 * `BadInput` for what stands in the wrong part.
 */
export function inputFrom(address: string, operation: Operation, parts: Parts): unknown {
  const { pathParameters } = placeOf(address);
  const inBody = isInBody(address, operation);
  const body = parts.body ?? {};
  if (!isPlainObject(body)) {
    throw new BadInput([{ where: "body", message: "must be a JSON object" }]);
  }
  const misplaced = [
    ...(inBody ? misplacedIn(parts.query, "give it in the body, not in the address") : []),
    ...(inBody ? [] : misplacedIn(body, "give it in the query of the address, not in a body")),
    ...pathParameters
      .filter((name) => Object.hasOwn(inBody ? body : parts.query, name))
      .map((where) => ({ where, message: "stands in the path already; leave it out here" })),
  ];
  if (misplaced.length > 0) throw new BadInput(misplaced);
  const { shape } = operation.input;
  const given = inBody ? body : readTexts(shape, parts.query);
  // Object.fromEntries makes own properties of any key, `__proto__` included.
  return Object.fromEntries([
    ...Object.entries(given),
    ...Object.entries(readTexts(shape, parts.path)),
  ]);
}

function misplacedIn(part: object, message: string): InputError[] {
  return Object.keys(part).map((where) => ({ where, message }));
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readTexts(shape: z.core.$ZodShape, texts: Readonly<Record<string, unknown>>): object {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      Object.hasOwn(shape, name) ? readText(shape[name], text) : text,
    ]),
  );
}

/** Repeated parameters arrive as a list. */
function readText(schema: unknown, text: unknown): unknown {
  const bare = withoutWrapping(schema);
  if (bare instanceof z.ZodArray) {
    return (Array.isArray(text) ? text : [text]).map((item) => readText(bare.element, item));
  }
  if (typeof text !== "string") return text;
  if (bare instanceof z.ZodNumber)
    return /^-?\d{1,15}(\.\d{1,9})?$/.test(text) ? Number(text) : text;
  if (bare instanceof z.ZodBoolean && (text === "true" || text === "false")) return text === "true";
  return text;
}

function withoutWrapping(schema: unknown): unknown {
  const wrapped =
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodNullable;
  return wrapped ? withoutWrapping(schema.unwrap()) : schema;
}
