import { openApiOf } from "../src/api/index.ts";
import { contract } from "../src/contract/index.ts";
import { version } from "../src/server/index.ts";

/** docs/openapi.json, whole: what `GET /openapi.json` answers, laid out for reading. */
export function openApiText(): string {
  return `${JSON.stringify(openApiOf(contract, { version, server: "/" }), null, 2)}\n`;
}
