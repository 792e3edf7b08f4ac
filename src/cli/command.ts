/** One command: what follows its name, and what it does. */
export interface Command {
  readonly usage: string;
  readonly about: string;
  /** Resolves to the exit code; throws a `Failure` whose message is for the reader. */
  run(args: readonly string[]): Promise<number>;
}
