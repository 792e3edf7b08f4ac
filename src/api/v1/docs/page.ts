import type { DocumentedOperation, OpenApi } from "../openapi/document.ts";
import { type JsonSchema, nameIn } from "../openapi/json-schema.ts";
import { isParameter, type RequestBody } from "../openapi/request.ts";
import { curlOf } from "./curl.ts";
import { aboutOf, type Field, fieldsOf, typeOf } from "./fields.ts";
import { Html, html, inline, prose } from "./html.ts";
import { style } from "./style.ts";

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: DocumentedOperation;
}

/** The contract as a page to read, whole: it asks nothing of any other place. */
export function pageOf(document: OpenApi): string {
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      path,
      operation,
      method: method.toUpperCase(),
    })),
  );
  const groups = document.tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags[0] === tag.name),
  }));
  const { title, version, description } = document.info;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}: API</title>
<style>${new Html(style)}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<nav aria-label="Operations">
<p><strong>${title}</strong> ${version}</p>
${groups.map(({ name, operations: of }) => html`<p><a href="#tag-${name}"><strong>${name}</strong></a></p><ul>${of.map(linkTo)}</ul>`)}
<p><a href="#schemas"><strong>schemas</strong></a></p>
</nav>
<main id="content">
<h1>${title}: API</h1>
${prose(description)}
<p>The same for programs: <a href="openapi.json">openapi.json</a> (OpenAPI ${document.openapi}). In the examples <code>$URL</code> is where the collector is reached.</p>
${groups.map(
  ({ name, description: about, operations: of }) =>
    html`<section id="tag-${name}"><h2>${name}</h2><p>${about}</p>${of.map((each) => sectionOf(each, document))}</section>`,
)}
<section id="schemas"><h2>schemas</h2>${Object.entries(document.components.schemas).map(schemaOf)}</section>
</main>
</body>
</html>
`;
  return page.text;
}

function linkTo({ method, path, operation }: Listed): Html {
  return html`<li><a href="#${operation.operationId}">${methodOf(method)} ${shortOf(path)}</a></li>`;
}

function methodOf(method: string): Html {
  return html`<span class="method ${method.toLowerCase()}">${method}</span>`;
}

/** All of them begin alike. */
function shortOf(path: string): string {
  return path.replace(/^\/api\/v1/, "");
}

function sectionOf({ method, path, operation }: Listed, document: OpenApi): Html {
  const { operationId, summary, description, requestBody, responses } = operation;
  return html`<section id="${operationId}">
<h3>${methodOf(method)} <code>${path}</code></h3>
<p>${inline(summary)}. Scope <code>${operation["x-scope"]}</code>.</p>
${description === undefined ? "" : prose(description)}
${tableOf("Parameters", parametersOf(operation))}
${requestBody === undefined ? "" : bodyOf(requestBody)}
<pre>${curlOf(method, path, operation)}</pre>
${Object.entries(responses).map(([status, response]) => responseOf(status, response as Response, document))}
</section>
`;
}

function parametersOf({ parameters }: DocumentedOperation): Field[] {
  return parameters.filter(isParameter).map(({ name, required, schema, description }) => ({
    name,
    required,
    type: typeOf(schema),
    about: aboutOf(description === undefined ? schema : { ...schema, description }),
  }));
}

function tableOf(caption: string, fields: readonly Field[]): Html {
  if (fields.length === 0) return html``;
  return html`<div class="scroll"><table><caption>${caption}</caption><tbody>${fields.map(
    ({ name, required, type, about }) =>
      html`<tr><td><code>${name}</code>${required ? " (required)" : ""}</td><td>${type}</td><td>${about}</td></tr>`,
  )}</tbody></table></div>`;
}

function bodyOf({ content }: RequestBody): Html {
  return html`${Object.entries(content).map(([media, { schema }]) =>
    schema.$ref === undefined
      ? tableOf(`Body: ${media}`, fieldsOf(schema))
      : html`<p>Body: ${media}, ${typeOf(schema)} to a line</p>`,
  )}`;
}

interface Response {
  readonly $ref?: string;
  readonly description?: string;
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

/** What went well in full; of the rest only that it may happen. */
function responseOf(status: string, { content = {}, $ref }: Response, document: OpenApi): Html {
  if ($ref !== undefined) return html``;
  return html`${Object.entries(content).map(([media, { schema }]) => {
    const named = schema.$ref === undefined ? undefined : nameIn(schema.$ref);
    const sample = named === undefined ? undefined : document.components.examples[named];
    const heading = html`<strong>${status}</strong> ${media}: ${typeOf(schema)}`;
    if (sample === undefined) return html`<p>${heading}</p>`;
    return html`<details><summary>${heading}</summary><pre>${JSON.stringify(sample.value, null, 2)}</pre></details>`;
  })}`;
}

function schemaOf([name, schema]: readonly [string, JsonSchema]): Html {
  const options = (schema.oneOf ?? []) as JsonSchema[];
  const { description } = schema;
  return html`<section id="schema-${name}"><h3>${name}</h3>
${description === undefined ? "" : prose(description)}
${options.map((option, index) => tableOf(index === 0 ? "Either" : "or", fieldsOf(option)))}
${tableOf("Fields", fieldsOf(schema))}
</section>
`;
}
