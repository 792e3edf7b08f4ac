import { contract, placeOf } from "../contract/index.ts";

const paths = new Set(
  Object.entries(contract)
    .filter(([, operation]) => "lines" in operation)
    .map(([address]) => placeOf(address).path),
);

/** Whether a request at this address brings lines that are read while they arrive, however many. */
export function isStreamed(url: string): boolean {
  return paths.has(url.split("?", 1)[0] ?? url);
}
