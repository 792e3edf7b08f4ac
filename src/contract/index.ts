// What the API promises: every operation by its address, with its input and its reply. No handler, no
// HTTP. The server keeps it, the documents are made from it, and callers need only its types.
import type { z } from "zod";
import { access } from "./access.ts";
import { deliveries } from "./deliveries.ts";
import { errors } from "./errors.ts";
import { issueActions } from "./issue-actions.ts";
import { issues } from "./issues.ts";
import { live } from "./live.ts";
import type { Operation } from "./operation.ts";
import { people } from "./people.ts";
import { projects } from "./projects.ts";
import { refusals } from "./refusals.ts";
import { retention } from "./retention.ts";
import { search } from "./search.ts";
import { sources } from "./sources.ts";
import { status } from "./status.ts";
import { views } from "./views.ts";

export { deadlineMs, millisecondsOf, spanMs } from "./moments.ts";
export type {
  BytesReply,
  EventsReply,
  FileReply,
  Operation,
  OperationAddress,
  Operations,
  Place,
  RawReply,
  Scope,
  TextReply,
} from "./operation.ts";
export { isInBody, isOfTheWhole, isRaw, levelOf, placeOf } from "./operation.ts";
export { problem } from "./problem.ts";

/** Every operation of the API. */
export const contract = {
  ...issues,
  ...issueActions,
  ...errors,
  ...deliveries,
  ...refusals,
  ...people,
  ...projects,
  ...search,
  ...views,
  ...live,
  ...retention,
  ...sources,
  ...status,
  ...access,
};

export type Contract = typeof contract;
export type Address = keyof Contract;

/** What a caller gives. */
export type InputOf<A extends Address> = z.input<Contract[A]["input"]>;

/** What an operation answers, where that is JSON. */
export type ReplyOf<A extends Address> = JsonOf<Contract[A]>;
type JsonOf<Op extends Operation> = Op["reply"] extends z.ZodType ? z.output<Op["reply"]> : never;
