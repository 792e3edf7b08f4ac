export { completeSearch, type SearchCompletion } from "./complete.ts";
export type * from "./fields.ts";
export { fieldsAbout, isValues, searchFields } from "./fields.ts";
export { formatSearch } from "./format.ts";
export { searchLimits } from "./limits.ts";
export { parseSearch, type SearchResult } from "./parse.ts";
export type { SearchProblem } from "./problem.ts";
export type { SearchContext } from "./term.ts";
export type * from "./tree.ts";
