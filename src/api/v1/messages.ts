import { z } from "zod";
import type { InputError } from "../problems.ts";

type RawIssue = z.core.$ZodRawIssue;

/**
 * Checks a value. Gives it as the schema makes it, or everything that is wrong with it: each time where,
 * in the caller's words, and what it must be.
 */
export function check<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  whole = "input",
): { ok: true; value: z.output<Schema> } | { ok: false; errors: readonly InputError[] } {
  const result = schema.safeParse(value, { error: sentenceOf });
  if (result.success) return { ok: true, value: result.data };
  return { ok: false, errors: result.error.issues.flatMap((issue) => errorsOf(issue, whole)) };
}

function errorsOf(issue: z.core.$ZodIssue, whole: string): InputError[] {
  if (issue.code !== "unrecognized_keys") {
    return [{ where: placeOf(issue.path, whole), message: issue.message }];
  }
  return issue.keys.map((key) => ({
    where: placeOf([...issue.path, key], whole),
    message: issue.message,
  }));
}

/** `ids[3].name` */
function placeOf(path: readonly PropertyKey[], whole: string): string {
  const place = path.reduce<string>((before, key) => {
    if (typeof key === "number") return `${before}[${key}]`;
    return before === "" ? String(key) : `${before}.${String(key)}`;
  }, "");
  return place === "" ? whole : place;
}

/** What is wrong, without the place and without a full stop. A schema's own sentence goes before. */
function sentenceOf(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "is missing" : `must be ${nameOf(issue)}`;
    case "invalid_value":
      return oneOf(issue.input, issue.values);
    case "invalid_union":
      return ofUnion(issue);
    case "unrecognized_keys":
      return unknownKey(issue.inst);
    case "too_small":
      return `must ${boundOf(issue.origin, "at least", Number(issue.minimum))}`;
    case "too_big":
      return `must ${boundOf(issue.origin, "at most", Number(issue.maximum))}`;
    case "invalid_format":
      return issue.format === "datetime"
        ? "must be a time such as 2026-01-31T12:00:00.000Z"
        : undefined;
    default:
      return undefined;
  }
}

const names: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
};

function nameOf({ expected, inst }: Extract<RawIssue, { code: "invalid_type" }>): string {
  const whole = inst instanceof z.ZodNumber && inst.format === "safeint";
  return names[whole ? "int" : expected] ?? expected;
}

function oneOf(input: unknown, values: readonly unknown[]): string {
  const listed = values.map(String).join(", ");
  if (input === undefined) return `is missing; it is one of ${listed}`;
  return values.length === 1 ? `must be ${listed}` : `must be one of ${listed}`;
}

function ofUnion(issue: Extract<RawIssue, { code: "invalid_union" }>): string {
  const { discriminator, options, input } = issue as { discriminator?: string } & Readonly<
    Record<"options" | "input", unknown>
  >;
  if (discriminator !== undefined && Array.isArray(options)) {
    return oneOf((input as Record<string, unknown>)[discriminator], options);
  }
  const ways = issue.errors.map(([first]) => first?.message ?? "must be something else");
  return [...new Set(ways)].join(" or ");
}

function unknownKey(schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  if (known.length === 0) return "is not known here; there is nothing to give";
  return `is not known here; there is ${known.join(", ")}`;
}

function boundOf(origin: string, bound: "at least" | "at most", limit: number): string {
  if (origin === "string" && bound === "at least" && limit === 1) return "not be empty";
  const unit = origin === "string" ? "character" : "item";
  const counted = limit === 1 ? `${limit} ${unit}` : `${limit} ${unit}s`;
  return origin === "string" || origin === "array"
    ? `have ${bound} ${counted}`
    : `be ${bound} ${limit}`;
}
