import type { Recognised } from "./index.ts";
import { type Fields, recordOf } from "./text.ts";
import { readMessage } from "./webhooks/glitchtip-shapes.ts";

const addressesMax = 8;
const addressChars = 2048;

/**
 * The addresses of its sender's own pages in a delivery: from those places alone that the sender fills in itself,
 * since an application may write any address into its errors.
 */
export function ownAddresses({ family, seen: { body, data } }: Recognised): readonly string[] {
  switch (family) {
    case "integration_platform":
      return addressesIn([
        data,
        ...["event", "error", "issue", "metric_alert"].map((key) => recordOf(data[key])),
      ]);
    case "legacy_plugin":
    case "bugsink":
      return addressesIn([body]);
    case "service_hook":
      return addressesIn([recordOf(body["group"])]);
    case "glitchtip":
      return addressesIn(readMessage(body)?.alerts.map(({ url }) => ({ url })) ?? []);
    default:
      return [];
  }
}

/** What an installation is told by: deliveries that name no address may name it. */
export function installationOf({ seen: { body } }: Recognised): string | null {
  const { uuid } = recordOf(body["installation"]);
  return typeof uuid === "string" && uuid.length <= 64 ? uuid : null;
}

function addressesIn(records: readonly Fields[]): readonly string[] {
  const found: string[] = [];
  for (const record of records) {
    for (const key of ["web_url", "permalink", "url", "issue_url"]) {
      const value = record[key];
      const isOne = typeof value === "string" && value.length <= addressChars;
      if (isOne && found.length < addressesMax) found.push(value);
    }
  }
  return found;
}
