// What can be read, over HTTP.
export type { ApiDeps, Health } from "./deps.ts";
export { createApi } from "./http.ts";
export { Readers } from "./reads/readers.ts";
export { isStreamed } from "./streamed.ts";
export { openApiOf } from "./v1/openapi/document.ts";
