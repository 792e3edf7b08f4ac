import type { DocumentedOperation } from "../openapi/document.ts";
import { isParameter } from "../openapi/request.ts";

/** The operation as a command that can be pasted into a shell. */
export function curlOf(method: string, path: string, operation: DocumentedOperation): string {
  const command = method === "GET" ? "curl" : `curl -X ${method}`;
  const parts = [command, `"$URL${addressOf(path, operation)}"`, ...bodyOf(operation)];
  return parts.join(" \\\n  ");
}

function addressOf(path: string, { parameters }: DocumentedOperation): string {
  const given = parameters.filter(isParameter).filter(({ example }) => example !== undefined);
  const filled = given
    .filter((each) => each.in === "path")
    .reduce(
      (url, { name, example }) => url.replace(`{${name}}`, encodeURIComponent(String(example))),
      path,
    );
  const query = given
    .filter((each) => each.in === "query")
    .flatMap(({ name, example }) =>
      [example].flat().map((value): [string, string] => [name, String(value)]),
    );
  return query.length === 0 ? filled : `${filled}?${new URLSearchParams(query)}`;
}

function bodyOf({ requestBody }: DocumentedOperation): string[] {
  const [[media, body] = ["", null]] = Object.entries(requestBody?.content ?? {});
  if (body === null) return [];
  const data =
    body.example === undefined ? "-T errors.ndjson" : `-d ${quoted(JSON.stringify(body.example))}`;
  return [`-H 'Content-Type: ${media}'`, data];
}

/** A word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
