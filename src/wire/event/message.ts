import { errorLimits } from "../../domain/index.ts";
import { asArray, asRecord, asScalarText, asText, type Fields } from "../text.ts";

/** The words of a message event, and the template they were made of. */
export interface MessageParts {
  readonly text: string | null;
  readonly template: string | null;
}

const chars = errorLimits.messageChars;

/**
 * Reads the message: `logentry` (text, or template and parameters and the formatted text), its old
 * aliases, or `message`, which is a string, an object like logentry, or even `false`.
 */
export function readMessage(event: Fields): MessageParts {
  const plain = asText(event["message"], chars);
  const entry =
    readEntry(event["logentry"]) ??
    readEntry(event["sentry.interfaces.Message"]) ??
    readEntry(event["message"]);
  return { text: entry?.text ?? plain, template: entry?.template ?? null };
}

function readEntry(value: unknown): MessageParts | null {
  if (typeof value === "string") {
    const text = asText(value, chars);
    return text === null ? null : { text, template: null };
  }
  const record = asRecord(value);
  if (record === null) return null;
  const template = asText(record["message"], chars);
  const text =
    asText(record["formatted"], chars) ??
    (template === null ? null : fillIn(template, record["params"]));
  return text === null ? null : { text, template };
}

/**
 * Fills parameters into a template as Sentry does where the client did not: `%s`, `{}` by position
 * and `%(name)s`, `{name}` by name (relay-event-normalization logentry.rs).
 */
function fillIn(template: string, params: unknown): string | null {
  if (!template.includes("%") && !template.includes("{")) return template;
  const named = asRecord(params);
  const list = asArray(params);
  if (named === null && list.length === 0) return template;
  let next = 0;
  const filled = template.replace(
    /%\((\w{1,64})\)[a-z]|%[sdifrxo]|\{(\w{0,64})\}/g,
    (whole: string, percent?: string, brace?: string) => {
      const name = percent ?? brace ?? "";
      const value = paramOf(named, list, name === "" ? String(next++) : name);
      return asScalarText(value, 1024) ?? whole;
    },
  );
  return asText(filled, chars);
}

function paramOf(named: Fields | null, list: readonly unknown[], name: string): unknown {
  if (named === null) return /^\d+$/.test(name) ? list[Number(name)] : undefined;
  // The name comes from the payload, so it must not reach the prototype.
  return Object.hasOwn(named, name) ? named[name] : undefined;
}
