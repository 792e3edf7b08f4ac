import { isRaw, levelOf, type Operation, placeOf } from "../../../contract/index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { isTagged } from "./request.ts";
import type { Schemas } from "./schemas.ts";
import type { HeaderName, ResponseName } from "./shared.ts";

/** What an operation answers, by status. */
export function responsesOf(
  address: string,
  operation: Operation,
  schemas: Schemas,
): Readonly<Record<string, object>> {
  const { method, pathParameters } = placeOf(address);
  const writes = method !== "GET";
  const sends = method === "POST" || method === "PATCH";
  const named: [number, ResponseName, boolean][] = [
    [304, "NotModified", !writes && isTagged(operation.reply)],
    [308, "Moved", operation.moves === true],
    [400, "BadRequest", true],
    [401, "Unauthorized", levelOf(operation.scope) !== null],
    [403, "Forbidden", writes || levelOf(operation.scope) !== null],
    [404, "NotFound", pathParameters.length > 0],
    [409, "Conflict", writes],
    [413, "TooLarge", sends],
    [415, "Unsupported", sends],
    [422, "Unprocessable", writes && operation.lines === undefined],
    [429, "TooMany", true],
    [503, "Unavailable", true],
  ];
  const others = named
    .filter(([, , applies]) => applies)
    .map(([status, name]) => [status, { $ref: `#/components/responses/${name}` }]);
  return {
    [operation.creates === true ? 201 : 200]: success(method, operation, schemas),
    ...Object.fromEntries(others),
  };
}

function success(method: string, operation: Operation, schemas: Schemas): object {
  const { reply } = operation;
  const tagged = method === "GET" && isTagged(operation.reply);
  const listed = !isRaw(reply) && "next_cursor" in shapeOf(reply) && method === "GET";
  const replayed = method !== "GET" && operation.lines === undefined;
  const names: [HeaderName, string, boolean][] = [
    ["ETag", "ETag", tagged],
    ["Link", "Link", listed],
    ["DigestLag", "Digest-Lag", operation.unsettled !== true],
    ["Replayed", "Idempotency-Replayed", replayed],
    ["TotalCount", "Total-Count", isRaw(reply) && reply.form === "file"],
  ];
  const shown = names
    .filter(([, , applies]) => applies)
    .map(([name, header]) => [header, { $ref: `#/components/headers/${name}` }]);
  return {
    description: isRaw(reply) ? reply.about : operation.summary,
    ...(shown.length > 0 ? { headers: Object.fromEntries(shown) } : {}),
    content: contentOf(operation, schemas),
  };
}

function shapeOf(schema: unknown): object {
  return typeof schema === "object" && schema !== null && "shape" in schema
    ? (schema.shape as object)
    : {};
}

function contentOf({ reply }: Operation, schemas: Schemas): Readonly<Record<string, object>> {
  if (!isRaw(reply)) return { "application/json": schemas.answer(reply) };
  switch (reply.form) {
    case "text":
      return { [reply.media ?? "text/plain"]: { schema: { type: "string" } } };
    case "bytes":
      return { "application/octet-stream": { schema: binary } };
    case "events": {
      const schema = {
        type: "string" as const,
        contentMediaType: "text/event-stream",
        contentSchema: schemas.of(reply.event, "reply"),
      };
      return { "text/event-stream": { schema } };
    }
    case "file": {
      const row = schemas.of(reply.row, "reply");
      const media = Object.values(reply.media).map((type) => [
        type,
        { schema: type.endsWith("ndjson") ? row : binary },
      ]);
      return Object.fromEntries(media);
    }
  }
}

const binary: JsonSchema = { type: "string", format: "binary" };
