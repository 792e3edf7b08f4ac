import {
  isOfTheWhole,
  levelOf,
  type Operation,
  type OperationAddress,
  type Operations,
  placeOf,
  problem,
} from "../../../contract/index.ts";
import type { JsonSchema } from "./json-schema.ts";
import { type Request, requestOf } from "./request.ts";
import { responsesOf } from "./responses.ts";
import { Schemas } from "./schemas.ts";
import { about, headers, parameters, responses, securitySchemes, tags } from "./shared.ts";

/** An operation as OpenAPI has it. */
export interface DocumentedOperation extends Request {
  readonly operationId: string;
  readonly tags: readonly [string];
  readonly summary: string;
  readonly description?: string;
  readonly "x-scope": string;
  /** Not for whoever is limited to some projects. */
  readonly "x-whole"?: true;
  readonly security?: readonly [];
  readonly responses: Readonly<Record<string, object>>;
}

export interface OpenApi {
  readonly openapi: "3.1.0";
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
    readonly responses: object;
    readonly parameters: object;
    readonly headers: object;
    readonly securitySchemes: object;
  };
  readonly info: {
    readonly title: string;
    readonly version: string;
    readonly description: string;
    readonly license: { readonly name: string; readonly identifier: string };
  };
  readonly servers: readonly { readonly url: string }[];
  readonly security: readonly Readonly<Record<string, readonly []>>[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
}

/** The OpenAPI document of a contract. `server`: where it is called. Throws where the contract is unclear. */
export function openApiOf(
  contract: Operations,
  { version, server }: { version: string; server: string },
): OpenApi {
  const schemas = new Schemas();
  schemas.of(problem, "reply");
  const paths: Record<string, Record<string, DocumentedOperation>> = {};
  for (const [address, operation] of Object.entries(contract)) {
    const { method, path } = placeOf(address);
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: documented(address as OperationAddress, operation, schemas),
    };
  }
  const used = new Set(Object.keys(contract).map(tagOf));
  return {
    openapi: "3.1.0",
    info: {
      title: "Sentry Error Collector",
      version,
      description: about,
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: server }],
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    tags: Object.entries(tags)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: {
      schemas: schemas.named,
      examples: schemas.examples,
      responses,
      parameters,
      headers,
      securitySchemes,
    },
  };
}

/** `GET /api/v1/issues/{id}/tags` → `getIssuesByIdTags` */
export function operationIdOf(address: string): string {
  const { method, path } = placeOf(address);
  const words = path
    .replace(/^\/api\/v1\//, "")
    .split("/")
    .map((part) => (part.startsWith("{") ? `By${capital(part.slice(1, -1))}` : capital(part)));
  return method.toLowerCase() + words.join("");
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** Files of errors stand with the errors, and so of others. */
function tagOf(address: string): string {
  const [, , , noun = "", what = ""] = placeOf(address).path.split("/");
  return noun === "export" || noun === "import" ? what : noun;
}

function documented(
  address: OperationAddress,
  operation: Operation,
  schemas: Schemas,
): DocumentedOperation {
  const { about: description } = operation;
  return {
    operationId: operationIdOf(address),
    tags: [tagOf(address)],
    summary: operation.summary,
    ...(description === undefined ? {} : { description }),
    "x-scope": operation.scope,
    ...(isOfTheWhole(operation) ? { "x-whole": true } : {}),
    ...(levelOf(operation.scope) === null ? { security: [] } : {}),
    ...requestOf(address, operation, schemas),
    responses: responsesOf(address, operation, schemas),
  };
}
