// What a symbol of a native program is called, without what differs between compilers and calls:
// arguments, template parameters, hashes, qualifiers. The rules are those of getsentry/sentry
// stacktraces/functions.py.

/** Stand for text that would upset the balance of brackets, and are put back at the end. */
const disguises: readonly (readonly [text: string, mark: string])[] = [
  ["operator<<", "operator\ue000\ue000"],
  ["operator<", "operator\ue000"],
  ["operator()", "operator\ue001"],
  ["operator->", "operator\ue002"],
  [" -> ", " \ue002 "],
  ["`anonymous namespace'", "\ue003"],
];
const arrow = "\ue002";

/** Names of lambdas: by gcc, by msvc, by clang. */
const lambda = /\{lambda\([^{}]*\)#\d+\}|\blambda_[a-f0-9]{32}\b|\$_\d+\b/g;
const closing: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["{", "}"],
  ["[", "]"],
  ["<", ">"],
]);

/** A name with nothing of this in it is bare already. */
const dressed = /[\s()<>[\]{}@&$?`]|::h|const$|lambda_/;

/** The name alone: `static void app::run<int>(char const*) const` → `app::run<T>`. */
export function nativeName(symbol: string, platform: string): string {
  if (symbol === "<redacted>" || symbol === "<unknown>" || !dressed.test(symbol)) return symbol;
  const trimmed = symbol.trim();
  // Objective-C: `-[Class message:]`.
  if (/^[+-]?\[/.test(trimmed)) return trimmed;
  const balanced = withoutGenerics(withoutArguments(disguise(withoutQualifiers(trimmed))));
  const token = nameToken(balanced, platform);
  return withoutMarkers(token === "" ? symbol : undisguise(token));
}

/** Removes `[clone .part]` and trailing `const` and `&`. */
function withoutQualifiers(symbol: string): string {
  let rest = replaceEnclosed(symbol, "[", (inner) =>
    inner.startsWith("clone .") ? "" : `[${inner}]`,
  ).trimEnd();
  for (;;) {
    const shorter = rest.endsWith("&") ? rest.slice(0, -1) : rest.replace(/\bconst$/, "");
    if (shorter === rest) return rest;
    rest = shorter.trimEnd();
  }
}

function disguise(symbol: string): string {
  let text = symbol;
  for (const [original, mark] of disguises) text = text.replaceAll(original, mark);
  if (text.includes("lambda") || text.includes("$_")) text = text.replace(lambda, "lambda");
  // How msvc writes the anonymous namespace of inlined functions.
  return text.includes("?A0x") ? text.replace(/\?A0x[a-f0-9]{8}::/g, "\ue003::") : text;
}

function undisguise(token: string): string {
  return token
    .replaceAll("\ue000", "<")
    .replaceAll("\ue001", "()")
    .replaceAll(arrow, "->")
    .replaceAll("\ue003", "`anonymous namespace'");
}

function withoutArguments(symbol: string): string {
  return replaceEnclosed(symbol, "(", (inner) => {
    const text = inner.trim();
    return text === "anonymous namespace" || text === "operator" ? `(${text})` : "";
  });
}

/** Template parameters become `<T>`; Rust's `<Type as Trait>::f` is kept as `Type::f`. */
function withoutGenerics(symbol: string): string {
  return replaceEnclosed(symbol, "<", (inner, start) => {
    if (inner === "lambda") return "<lambda>";
    if (start > 0) return "<T>";
    const concrete = withoutGenerics(inner.replace(/^[A-Z] as /, ""));
    return concrete.split(" as ", 1)[0] ?? "";
  });
}

/** Replaces what stands between the outermost pairs of a bracket, which themselves are dropped. */
function replaceEnclosed(
  text: string,
  open: string,
  replacement: (inner: string, start: number) => string,
): string {
  if (!text.includes(open)) return text;
  const close = closing.get(open);
  let result = "";
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string;
    if (char === open) {
      if (depth === 0) start = i;
      depth += 1;
    } else if (char === close && depth > 0) {
      depth -= 1;
      if (depth === 0) result += replacement(text.slice(start + 1, i), start);
    } else if (depth === 0) {
      result += char;
    }
  }
  return result;
}

/** Of `unsigned int name` the last word; of Swift's `@objc name -> Int` the one before the arrow. */
function nameToken(symbol: string, platform: string): string {
  const tokens = splitTokens(symbol);
  // msvc puts a space before the parameters of an operator.
  if (tokens.length > 1 && tokens.at(-1) === "<T>") {
    tokens.pop();
    tokens.push(`${tokens.pop() ?? ""} <T>`);
  }
  if (symbol.includes("initialization expression of")) return initializer(tokens);
  const token = tokenBeforeArrow(tokens) ?? tokens.at(-1) ?? "";
  if (token.startsWith("@") && (platform === "cocoa" || platform === "swift")) {
    return symbol.includes("thunk for ") ? "thunk for closure" : "closure";
  }
  return token !== "closure" && tokens.includes("closure") ? `closure in ${token}` : token;
}

function tokenBeforeArrow(tokens: readonly string[]): string | undefined {
  const at = tokens.lastIndexOf(arrow);
  if (at <= 0) return undefined;
  const token = tokens[at - 1];
  return token === "throws" && at > 1 ? tokens[at - 2] : token;
}

/** Swift: `variable initialization expression of static Type.name`. */
function initializer(tokens: readonly string[]): string {
  const of = tokens.lastIndexOf("of");
  const next = tokens[of + 1] ?? "";
  const name = next === "static" ? (tokens[of + 2] ?? next) : next;
  return `initializer expression of ${name.replace(/^:/, "")}`;
}

/** Splits at white space that stands outside of all brackets. */
function splitTokens(symbol: string): string[] {
  const tokens: string[] = [];
  const open: string[] = [];
  let token = "";
  for (const char of symbol) {
    const close = closing.get(char);
    if (close !== undefined) open.push(close);
    else if (char === open.at(-1)) open.pop();
    if (open.length > 0 || !/\s/.test(char)) token += char;
    else if (token !== "") {
      tokens.push(token);
      token = "";
    }
  }
  if (token !== "") tokens.push(token);
  return tokens;
}

/** Rust's hash, the version of a GNU symbol, the size of the arguments of a Windows one. */
function withoutMarkers(name: string): string {
  let text = name;
  if (text.includes("::h")) text = text.replace(/::h[a-z0-9]{16}$/, "");
  if (text.includes("@GLIBC_")) text = text.replace(/@@?GLIBC_[0-9.]+$/, "");
  return text.includes("@") ? text.replace(/^@?(.*?)@[0-9]+$/, "$1") : text;
}
