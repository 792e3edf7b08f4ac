import { type Breadcrumb, errorLimits } from "../../domain/index.ts";
import { asText, type Fields } from "../text.ts";
import { readTimestamp } from "./timestamp.ts";
import { readValues } from "./values.ts";

/** Reads `breadcrumbs`: a list or `{values}`, oldest first; the newest are kept. `data` stays as is. */
export function readBreadcrumbs(event: Fields): readonly Breadcrumb[] {
  const raw = event["breadcrumbs"] ?? event["sentry.interfaces.Breadcrumbs"];
  if (raw === undefined || raw === null) return [];
  const breadcrumbs: Breadcrumb[] = [];
  for (const value of readValues(raw, errorLimits.breadcrumbs)) {
    const breadcrumb = readBreadcrumb(value);
    if (saysSomething(breadcrumb)) breadcrumbs.push(breadcrumb);
  }
  return breadcrumbs;
}

function readBreadcrumb(value: Fields): Breadcrumb {
  return {
    timestamp: readTimestamp(value["timestamp"]),
    type: asText(value["type"], 64),
    category: asText(value["category"], errorLimits.nameChars),
    level: asText(value["level"], 64),
    message: asText(value["message"], errorLimits.tagValueChars),
    data: value["data"] ?? null,
  };
}

/** `breadcrumbs: {}` reads as one empty breadcrumb. */
function saysSomething(breadcrumb: Breadcrumb): boolean {
  return (
    breadcrumb.timestamp !== null ||
    breadcrumb.message !== null ||
    breadcrumb.category !== null ||
    breadcrumb.data !== null
  );
}
