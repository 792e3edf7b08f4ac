/** Settings under which nothing waits, so that a test need not either. */
export const quick = {
  ENRICH_DELAY_MS: "0",
  GAPS_CHECK_MS: "0",
  SILENCE_CHECK_MS: "0",
} as const;
