import { existsSync, readdirSync, readFileSync } from "node:fs";

/** Where the corpus lies: beside the project's folder, since it is not ours to publish. */
const root = new URL("../../../shared/corpus/webhooks/", import.meta.url);

type Json = Readonly<Record<string, unknown>>;

/** One recorded, documented or assembled delivery. */
export interface Sample {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
  readonly file: Json;
}

export const corpusExists = existsSync(root);

/** Every sample of a folder of the corpus, header names in lower case. */
export function samplesOf(folder: string): readonly Sample[] {
  const directory = new URL(`${folder}/`, root);
  const names = readdirSync(directory).filter((name) => name.endsWith(".json"));
  return names.sort().map((name) => {
    const file = JSON.parse(readFileSync(new URL(name, directory), "utf8")) as Json;
    const headers = Object.entries((file["headers"] ?? {}) as Record<string, string>);
    return {
      name: `${folder}/${name}`,
      headers: Object.fromEntries(headers.map(([key, value]) => [key.toLowerCase(), value])),
      body: (file["body"] ?? {}) as Json,
      file,
    };
  });
}
