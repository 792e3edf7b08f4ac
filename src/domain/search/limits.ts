/** What one query may ask at most. Going beyond is a problem with its position. */
export const searchLimits = {
  /** UTF-16 units. */
  queryChars: 4096,
  /** Words, phrases and `name:value` together. */
  terms: 200,
  /** Brackets within brackets. */
  nesting: 50,
  /** Values of one list. */
  listValues: 100,
} as const;
