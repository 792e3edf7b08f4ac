import { hash } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Operations } from "../../contract/index.ts";
import { needs } from "../access/needs.ts";
import { readNothing } from "../ask.ts";
import { pageOf } from "./docs/page.ts";
import { style } from "./docs/style.ts";
import { openApiOf } from "./openapi/document.ts";
import { sendTagged } from "./send.ts";

/** The page may use its own style sheet, and nothing else from anywhere. */
const policy = [
  "default-src 'none'",
  `style-src 'sha256-${hash("sha256", style, "base64")}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

interface DocumentsDeps {
  readonly contract: Operations;
  readonly version: string;
  /** Null: the place that the document is read from. */
  readonly publicUrl: string | null;
}

/** `GET /openapi.json` and `/docs`: the contract for programs and for people. */
export function registerDocuments(app: FastifyInstance, deps: DocumentsDeps): void {
  let texts: { json: string; page: string } | null = null;
  // Made when somebody first asks: most processes are never asked.
  const made = (): { json: string; page: string } => {
    if (texts === null) {
      const { contract, version, publicUrl } = deps;
      const document = openApiOf(contract, { version, server: publicUrl ?? "/" });
      texts = { json: JSON.stringify(document), page: pageOf(document) };
    }
    return texts;
  };
  app.get("/openapi.json", needs("projects:read"), (request, reply) => {
    readNothing(request.query);
    return sendTagged(made().json, request, reply.type("application/json; charset=utf-8"));
  });
  app.get("/docs", needs("projects:read"), (request, reply) => {
    readNothing(request.query);
    void reply.type("text/html; charset=utf-8").header("content-security-policy", policy);
    return sendTagged(made().page, request, reply.header("referrer-policy", "no-referrer"));
  });
}
