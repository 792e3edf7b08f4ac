import { z } from "zod";
import { millisecondsOf } from "../contract/index.ts";
import { Failure, levels } from "../domain/index.ts";
import type { DeliveryFilter, ErrorFilter, ErrorPlace } from "../store/index.ts";

const many = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]))
  .optional();

/** ISO 8601, seconds or milliseconds since 1970, or an age such as `24h`; gives milliseconds. */
const moment = z
  .string()
  .transform((value) => millisecondsOf(value, Date.now()))
  .refine(
    (value) => !Number.isNaN(value),
    "it must be a time such as 2026-01-31T12:00:00Z, 1767225600 or 24h",
  )
  .optional();

function pageFields(rowsMax: number) {
  return {
    limit: z
      .string()
      .transform((value) => (/^\d+$/.test(value) ? Number(value) : Number.NaN))
      .refine((value) => value >= 1 && value <= rowsMax, `it must be a number from 1 to ${rowsMax}`)
      .optional(),
    cursor: z.string().optional(),
  };
}

const errorFields = {
  project: many,
  level: z
    .union([z.enum(levels), z.array(z.enum(levels))], `it must be one of ${levels.join(", ")}`)
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
  environment: many,
  release: many,
  platform: many,
  exception_type: many,
  issue: many,
  since: moment,
  until: moment,
};

const states = ["kept", "digested", "ignored", "failed"] as const;
const deliveryFields = {
  state: z
    .union([z.enum(states), z.array(z.enum(states))], `it must be one of ${states.join(", ")}`)
    .transform((value) => (Array.isArray(value) ? value : [value]))
    .optional(),
  family: many,
  resource: many,
};

/** Which page of a list is asked for; no limit means all of it. */
export interface PageAsk<Place> {
  readonly limit: number | null;
  readonly before: Place | null;
}

/** Reads the query of `GET /errors`. Throws `invalid`, naming the parameter and what it takes. */
export function readErrorsAsk(
  query: unknown,
  rowsMax: number,
): { filter: ErrorFilter; page: PageAsk<ErrorPlace> } {
  const { limit, cursor, ...fields } = parse({ ...errorFields, ...pageFields(rowsMax) }, query);
  const before = cursor === undefined ? null : readCursor(cursor, errorPlace);
  return { filter: filterOf(fields), page: { limit: limit ?? null, before } };
}

/** Reads the filters of `GET /errors/latest`. */
export function readLatestAsk(query: unknown): ErrorFilter {
  return filterOf(parse(errorFields, query));
}

/** Reads the query of `GET /deliveries`. */
export function readDeliveriesAsk(
  query: unknown,
  rowsMax: number,
): { filter: DeliveryFilter; page: PageAsk<number> } {
  const fields = parse({ ...deliveryFields, ...pageFields(rowsMax) }, query);
  const { limit, cursor, ...filter } = fields;
  const before = cursor === undefined ? null : readCursor(cursor, z.number().int());
  return { filter: defined(filter) as DeliveryFilter, page: { limit: limit ?? null, before } };
}

/** For routes that take no parameters. */
export function readNothing(query: unknown): void {
  parse({}, query);
}

/** A place in a list as text that means nothing to whoever passes it on. */
export function cursorOf(place: ErrorPlace | number): string {
  const value = typeof place === "number" ? place : [place.timestamp, place.id];
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

const errorPlace = z
  .tuple([z.number().int(), z.number().int()])
  .transform(([timestamp, id]) => ({ timestamp, id }));

function readCursor<T>(cursor: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch (thrown) {
    throw new Failure("invalid", "cursor: take it as it stands in the Link header.", {
      cause: thrown,
    });
  }
}

function filterOf(fields: z.output<z.ZodObject<typeof errorFields>>): ErrorFilter {
  const { exception_type: exceptionType, ...others } = fields;
  return defined({ ...others, exceptionType }) as ErrorFilter;
}

function defined(fields: object): object {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function parse<Shape extends z.ZodRawShape>(shape: Shape, query: unknown) {
  const result = z.strictObject(shape).safeParse(query);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  if (issue?.code === "unrecognized_keys") {
    const known = Object.keys(shape).join(", ");
    const what = known === "" ? "there are no parameters here" : `there are ${known}`;
    throw new Failure("invalid", `${issue.keys.join(", ")}: not a parameter; ${what}.`);
  }
  throw new Failure("invalid", `${issue?.path.join(".")}: ${issue?.message}.`);
}
