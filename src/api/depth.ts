/**
 * A copy of JSON data whose lists and objects below `levels` levels are replaced by a word: what a
 * sender nests 100,000 deep cannot be written as JSON again without overflowing the stack.
 */
export function cutDepth(value: unknown, levels: number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (levels <= 0)
    return Array.isArray(value) ? "[… deeper, see the payload]" : "{… deeper, see the payload}";
  if (Array.isArray(value)) return value.map((item) => cutDepth(item, levels - 1));
  // Object.fromEntries makes own properties of any key, `__proto__` included.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, cutDepth(inner, levels - 1)]),
  );
}
