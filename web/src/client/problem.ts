import type { z } from "zod";
import type { problem } from "../../../src/contract/index.ts";
import { languageNow } from "../preferences.ts";
import { common } from "../words/common.ts";
import { problemDetails, signInDetails } from "../words/problem-details.ts";
import { problemWords } from "../words/problems.ts";
import { translated } from "../words/translate.ts";
import { wordsNow } from "../words/use-words.ts";

type ProblemBody = z.output<typeof problem>;

/** One thing that is wrong with what was asked; in a query with its position. */
export type ProblemPart = NonNullable<ProblemBody["errors"]>[number];

/** A refusal or failure as the API tells it (RFC 9457); status 0: it did not answer at all. */
export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly parts: readonly ProblemPart[];
  /** The language of `detail`; null: that of the page. */
  readonly language: "en" | null;

  constructor(
    { status, title, detail, errors = [] }: Omit<ProblemBody, "type">,
    language: "en" | null = status > 0 ? "en" : null,
  ) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
    this.parts = errors;
    this.language = language;
  }

  /** What is wrong with the query of the search language, if that is what is wrong. */
  get ofQuery(): ProblemPart | undefined {
    return this.parts.find(({ position }) => position !== undefined);
  }
}

/** What a reply that is no success says. */
export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  const type = response.headers.get("content-type") ?? "";
  if (type.startsWith("application/problem+json")) return new Problem(JSON.parse(text));
  // A proxy before the collector speaks for itself.
  return new Problem({
    status: response.status,
    title: response.statusText || String(response.status),
    detail: text.slice(0, 200),
  });
}

/** True where what was asked for is not there, or not any more. */
export function isGone(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.status === 404;
}

/** The same in the language that was chosen, as far as there are words for it. */
function inTheReadersLanguage(problem: Problem): Problem {
  const { status, title, detail, parts } = problem;
  const language = languageNow();
  const said =
    translated(detail, problemDetails, language) ?? translated(detail, signInDetails, language);
  const shown = {
    status,
    title: isNamed(status) ? wordsNow(problemWords)(status) : title,
    detail: said ?? detail,
    errors: [...parts],
  };
  return new Problem(shown, said === null ? problem.language : null);
}

function isNamed(status: number): status is keyof typeof problemWords {
  return Object.hasOwn(problemWords, status);
}

/** Whatever was thrown, as something that can be shown. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return inTheReadersLanguage(thrown);
  const say = wordsNow(common);
  if (thrown instanceof TypeError) {
    return new Problem({ status: 0, title: say("unreachable"), detail: say("unreachableDetail") });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem({ status: 0, title: say("broken"), detail: say("brokenDetail", { reason }) });
}
