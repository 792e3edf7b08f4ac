import type { PackingSource } from "./source.ts";

/** What the packer's thread is started with. */
export interface PackingData {
  readonly archivePath: string;
}

/** What the packer's thread can be asked: see `PackingSource`. */
export type PackingName = Exclude<keyof PackingSource, "close">;
export type PackingAsk<Name extends PackingName> = Parameters<PackingSource[Name]>[0];
export type PackingResult<Name extends PackingName> = ReturnType<PackingSource[Name]>;

export type PackingCall =
  | { [Name in PackingName]: { readonly name: Name; readonly ask: PackingAsk<Name> } }[PackingName]
  | { readonly name: "close"; readonly ask: null };

export interface PackingReply {
  readonly reply: unknown;
  /** Why it could not be done, or null. */
  readonly failure: string | null;
}
