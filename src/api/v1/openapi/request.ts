import {
  isInBody,
  isRaw,
  type Operation,
  type OperationAddress,
  placeOf,
} from "../../../contract/index.ts";
import type { JsonSchema } from "./json-schema.ts";
import type { Schemas } from "./schemas.ts";
import type { ParameterName } from "./shared.ts";

/** What a caller sends, as OpenAPI has it. */
export interface Request {
  readonly parameters: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface Reference {
  readonly $ref: string;
}

/** Tells a parameter of its own from one that many operations have. */
export function isParameter(each: Parameter | Reference): each is Parameter {
  return "name" in each;
}

export interface RequestBody {
  readonly required: boolean;
  readonly content: Readonly<
    Record<string, { readonly schema: JsonSchema; readonly example?: unknown }>
  >;
}

/** The parameters and the body of an operation, by the rule of `Operation`. */
export function requestOf(
  address: OperationAddress,
  operation: Operation,
  schemas: Schemas,
): Request {
  const { method, pathParameters } = placeOf(address);
  const inBody = isInBody(address, operation);
  const { properties = {}, required = [] } = schemas.of(
    operation.input,
    inBody ? "body" : "address",
  );
  const given = Object.entries(properties as Readonly<Record<string, JsonSchema>>);
  const standsInBody = (name: string): boolean => inBody && !pathParameters.includes(name);
  const inAddress = given
    .filter(([name]) => !standsInBody(name))
    .map(([name, schema]) =>
      parameter(name, schema, {
        in: pathParameters.includes(name) ? "path" : "query",
        required: required.includes(name),
        ...(operation.example?.[name] === undefined ? {} : { example: operation.example[name] }),
      }),
    );
  const fields = given.filter(([name]) => standsInBody(name));
  const requestBody =
    operation.lines === undefined
      ? jsonBody(fields, required.filter(standsInBody), operation)
      : linesBody(operation.lines, schemas);
  return {
    parameters: [...inAddress, ...headersOf(method, operation)],
    ...(requestBody === null ? {} : { requestBody }),
  };
}

function parameter(
  name: string,
  { description, ...schema }: JsonSchema,
  rest: Pick<Parameter, "in" | "required" | "example">,
): Parameter {
  return { name, ...rest, ...(description === undefined ? {} : { description }), schema };
}

function headersOf(method: string, operation: Operation): Reference[] {
  return headerNamesOf(method, operation).map((name) => ({
    $ref: `#/components/parameters/${name}`,
  }));
}

function headerNamesOf(method: string, { reply, lines }: Operation): ParameterName[] {
  if (isRaw(reply) && reply.form === "events") return ["LastEventId", "Actor"];
  if (method !== "GET") return lines === undefined ? ["IdempotencyKey", "Actor"] : ["Actor"];
  return isTagged(reply) ? ["IfNoneMatch", "Actor"] : ["Actor"];
}

/** Whether an answer is one that a caller may have already, by its `ETag`. */
export function isTagged(reply: Operation["reply"]): boolean {
  return !isRaw(reply) || reply.form === "text";
}

function linesBody(lines: NonNullable<Operation["lines"]>, schemas: Schemas): RequestBody {
  // As it is exported: there are no defaults in it.
  const schema = schemas.of(lines, "reply");
  return { required: true, content: { "application/x-ndjson": { schema } } };
}

/** Null where there is nothing to send. */
function jsonBody(
  fields: readonly (readonly [string, JsonSchema])[],
  required: readonly string[],
  { example = {} }: Operation,
): RequestBody | null {
  if (fields.length === 0) return null;
  const schema: JsonSchema = {
    type: "object",
    properties: Object.fromEntries(fields),
    ...(required.length > 0 ? { required: [...required] } : {}),
    additionalProperties: false,
  };
  const names = fields.map(([name]) => name);
  const shown = Object.entries(example).filter(([name]) => names.includes(name));
  return {
    required: required.length > 0,
    content: { "application/json": { schema, example: Object.fromEntries(shown) } },
  };
}
