import { z } from "zod";
import type { Refusal, SignatureSteps } from "../../domain/index.ts";
import { cursorFor } from "../reads/written.ts";
import type { Handlers } from "../v1/handlers.ts";
import { placeAt } from "./cursors.ts";
import type { HandlerDeps } from "./deps.ts";

/** What was not taken. */
export function refusalHandlers({ refusals }: HandlerDeps): Pick<Handlers, "GET /api/v1/refusals"> {
  return {
    async "GET /api/v1/refusals"({ status, cursor, limit }) {
      const before = placeAt(cursor, z.int()) ?? Number.POSITIVE_INFINITY;
      const found = refusals
        .newestFirst()
        .filter((each) => each.id < before && (status?.includes(each.status) ?? true));
      const page = found.slice(0, limit);
      return {
        items: page.map(shownRefusal),
        next_cursor: cursorFor(found.length > limit ? (page.at(-1)?.id ?? null) : null),
        total: refusals.total,
        since: new Date(refusals.since).toISOString(),
        remembered_max: refusals.max,
      };
    },
  };
}

function shownRefusal(refusal: Refusal) {
  return {
    id: refusal.id,
    at: new Date(refusal.at).toISOString(),
    status: refusal.status,
    detail: refusal.detail,
    method: refusal.method,
    peer: refusal.peer,
    user_agent: refusal.userAgent,
    request_id: refusal.requestId,
    content_type: refusal.contentType,
    bytes_declared: refusal.bytesDeclared,
    bytes_read: refusal.bytesRead,
    signature_header: refusal.signatureHeader,
    family: refusal.family,
    resource: refusal.resource,
    action: refusal.action,
    signature: refusal.steps === null ? null : shownSteps(refusal.steps),
  };
}

/** The check of a signature as the API tells it. */
export function shownSteps(steps: SignatureSteps) {
  return {
    verdict: steps.verdict,
    body_bytes: steps.bodyBytes,
    body_sha256: steps.bodySha256,
    header: steps.header,
    given: steps.given,
    is_digest: steps.isDigest,
    tried: steps.tried.map(({ ending, expectedBegins, fits }) => ({
      ending,
      expected_begins: expectedBegins,
      fits,
    })),
    token_is_set: steps.tokenIsSet,
    token: steps.token,
  };
}
