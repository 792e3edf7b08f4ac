import proxyAddr from "@fastify/proxy-addr";
import { z } from "zod";

// How settings are written: what the table of settings is made of.

/** One setting: how it is written, what it means, what it is when nobody says anything. */
export interface Setting<T> {
  readonly names: readonly [string, ...string[]];
  readonly about: string;
  /** As the documentation shows it. */
  readonly fallback: string;
  /** What /config shows of it: of a secret only whether it is set. */
  readonly shown: "plain" | "address" | "whether set";
  /** From the text of the environment ("" where it is not set). */
  readonly schema: z.ZodType<T, string>;
}

/** Makes a setting; of a fallback that is not given, "" is meant. */
export function setting<T>(
  names: string | readonly [string, ...string[]],
  schema: z.ZodType<T, string>,
  about: string,
  { fallback = "", shown = "plain" }: Partial<Pick<Setting<T>, "fallback" | "shown">> = {},
): Setting<T> {
  return { names: typeof names === "string" ? [names] : names, about, fallback, shown, schema };
}

export const text = z.string().transform((value) => (value === "" ? null : value));
export const list = z.string().transform((value) =>
  value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);
const truths: Readonly<Record<string, boolean>> = {
  true: true,
  "1": true,
  yes: true,
  on: true,
  false: false,
  "0": false,
  no: false,
  off: false,
};
export const flag = z
  .string()
  .refine((value) => value.toLowerCase() in truths, "it must be true or false")
  .transform((value) => truths[value.toLowerCase()] === true);

export function whole(min: number, max: number) {
  return z
    .string()
    .transform((value) => (/^\d+$/.test(value) ? Number(value) : Number.NaN))
    .refine(
      (value) => value >= min && value <= max,
      `it must be a whole number from ${min} to ${max}`,
    );
}

export const levelNames = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export const level = z
  .string()
  .transform((value) => value.toLowerCase().replace(/^warning$/, "warn"))
  .pipe(z.enum(levelNames, `it must be one of ${levelNames.join(", ")}`));
export const httpUrl = z
  .string()
  .refine(
    (value) => value === "" || /^https?:\/\/[^/]/.test(value),
    "it must be an address such as https://errors.example.com",
  )
  .transform((value) => (value === "" ? null : bare(value).replace(/\/+$/, "")));
export const dsn = z
  .string()
  .refine(
    (value) => value === "" || /^https?:\/\/\w+(:\w+)?@[^/]+\/(.*\/)?\w+$/.test(value),
    "it must look like https://KEY@HOST/PROJECT",
  )
  .transform((value) => (value === "" ? null : value));
export const proxies = list.refine((addresses) => {
  try {
    proxyAddr.compile([...addresses]);
    return true;
  } catch {
    return false;
  }
}, "it must be addresses or ranges such as 10.0.0.0/8, separated by commas; loopback, linklocal and uniquelocal are known by name");

export const mebibyte = 1024 * 1024;
export const bytesMax = 2 ** 40;
export const dayMs = 86_400_000;

const spanUnits: Readonly<Record<string, number>> = {
  "": 1000,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: dayMs,
};

/** A span such as `60s`, `5m`, `1h`, in milliseconds; 0 or nothing: never. */
export function span(msMin: number, msMax: number) {
  return z
    .string()
    .transform((value) => {
      const [, number, unit = ""] = /^(\d+)([smhd]?)$/.exec(value === "" ? "0" : value) ?? [];
      return Number(number) * (spanUnits[unit] ?? Number.NaN);
    })
    .refine(
      (ms) => ms === 0 || (ms >= msMin && ms <= msMax),
      `it must be a span from ${msMin / 1000}s to ${msMax / dayMs}d, such as 60s or 5m, or 0`,
    );
}

/** An address without user, password and parameters. */
export function bare(address: string): string {
  return address.replace(/\/\/[^/]*@/, "//").split("?")[0] ?? "";
}

export const secretKey = z
  .string()
  .refine((value) => value === "" || value.length >= 32, "it must have at least 32 characters")
  .transform((value) => (value === "" ? null : value));
