import type { z } from "zod";

/**
 * What a caller must be allowed to do: to read, to write, or to administer. `public` asks for nothing, `self` for whoever
 * proved who they are.
 */
export type Scope =
  | "public"
  | "self"
  | "access:admin"
  | "people:admin"
  | "issues:read"
  | "issues:write"
  | "errors:read"
  | "errors:write"
  | "deliveries:read"
  | "deliveries:write"
  | "projects:read"
  | "settings:read"
  | "sources:read"
  | "sources:write"
  | "views:read"
  | "views:write";

/** Method and path: the name of an operation, for handlers, callers and documents alike. */
export type OperationAddress = `${"GET" | "POST" | "PATCH" | "DELETE"} /${string}`;

/** A reply of plain text. */
export interface TextReply {
  readonly form: "text";
  /** Plain text where it is not named. */
  readonly media?: "text/markdown";
  readonly about: string;
}

/** Somebody's bytes as they came: a download, from which nothing runs in a browser. */
export interface BytesReply {
  readonly form: "bytes";
  readonly about: string;
}

/** A file in the format that was asked for, streamed while it is made. */
export interface FileReply {
  readonly form: "file";
  readonly about: string;
  /** The media type of each format. */
  readonly media: Readonly<Record<string, string>>;
  /** One row of the formats that are made of JSON. */
  readonly row: z.ZodType;
}

/** Server-sent events, for as long as the caller listens. */
export interface EventsReply<Event extends z.ZodType = z.ZodType> {
  readonly form: "events";
  readonly about: string;
  readonly event: Event;
}

export type RawReply = TextReply | BytesReply | FileReply | EventsReply;

/**
 * What one operation promises. The input is flat: what the path names stands in the path; the rest in
 * the query of GET and DELETE, in the JSON body of POST and PATCH, and in the query where the body is lines.
 */
export interface Operation {
  /** One line, without a full stop. */
  readonly summary: string;
  /** What one must know beside the schemas. */
  readonly about?: string;
  readonly scope: Scope;
  readonly input: z.ZodObject;
  /** An input that makes sense, for the documents. */
  readonly example?: Readonly<Record<string, unknown>>;
  /** One line of the body where it is NDJSON, read while it arrives. */
  readonly lines?: z.ZodType;
  /** JSON, or what `form` says. */
  readonly reply: z.ZodType | RawReply;
  /** Something new stands there afterwards: 201 instead of 200. */
  readonly creates?: true;
  /** What the path names may have gone elsewhere (a merged issue): 308. */
  readonly moves?: true;
  /** Concerns the whole collector, not single projects. */
  readonly whole?: true;
  /** What the audit log calls it, where it is written there. */
  readonly audited?: string;
  /** Its reply holds a secret that is shown once: it is not remembered for a repetition. */
  readonly secret?: true;
  /** Does not wait for what was answered before to be digested: it does not depend on it. */
  readonly unsettled?: true;
}

/** How far a right must go for a scope; null: everybody has it. */
export function levelOf(scope: Scope): "read" | "write" | "admin" | null {
  if (scope === "public") return null;
  if (scope === "self" || scope.endsWith(":read")) return "read";
  // A source is spoken to with its token, wherever its address says.
  if (scope === "sources:write") return "admin";
  return scope.endsWith(":write") ? "write" : "admin";
}

const wholeScopes: ReadonlySet<Scope> = new Set([
  "deliveries:read",
  "deliveries:write",
  "settings:read",
  "sources:read",
  "sources:write",
  "views:write",
  "access:admin",
]);

/** Whether an operation concerns the whole collector: whoever is limited to projects may not call it. */
export function isOfTheWhole({ scope, whole }: Pick<Operation, "scope" | "whole">): boolean {
  return whole === true || wholeScopes.has(scope);
}

export type Operations = Readonly<Record<OperationAddress, Operation>>;

/** True where a reply is not JSON. */
export function isRaw(reply: Operation["reply"]): reply is RawReply {
  return "form" in reply;
}

/** The parts of an address. */
export interface Place {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** With its parameters in braces: `/api/v1/issues/{id}`. */
  readonly path: string;
  readonly pathParameters: readonly string[];
}

/** Whether what is given stands in a JSON body. */
export function isInBody(address: string, { lines }: Pick<Operation, "lines">): boolean {
  const { method } = placeOf(address);
  return (method === "POST" || method === "PATCH") && lines === undefined;
}

export function placeOf(address: string): Place {
  const [method = "", path = ""] = address.split(" ", 2);
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  return { method: method as Place["method"], path, pathParameters: names };
}
