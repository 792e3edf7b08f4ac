import type { SQLInputValue } from "node:sqlite";
import {
  MessageChannel,
  type MessagePort,
  receiveMessageOnPort,
  Worker,
} from "node:worker_threads";
import { type Connection, numberOf, type Row, type Statement, type Writes } from "../connection.ts";
import {
  type ColumnTypes,
  nameOf,
  numbered,
  numbersTogether,
  together,
  writeShape,
} from "./postgres-batches.ts";
import { postgresDialect } from "./postgres-dialect.ts";
import type {
  BridgeCall,
  BridgeData,
  BridgeQuery,
  BridgeReply,
  BridgeResult,
  PostgresPlace,
} from "./postgres-messages.ts";
import { waitForMore } from "./postgres-signal.ts";
import { PostgresError } from "./postgres-trouble.ts";

/** Statements that are sent together, at most. */
const pipelinedMax = 500;

/**
 * A connection to PostgreSQL for a thread that may wait: a thread of its own owns the connection, and each
 * call waits for its reply. What runs here is written as for a file.
 */
export class PostgresConnection implements Connection {
  readonly dialect = postgresDialect;
  readonly #port: MessagePort;
  readonly #worker: Worker;
  readonly #signal = new Int32Array(new SharedArrayBuffer(4));
  readonly #prepared = new Map<string, Statement>();
  /** By table, and by statement. */
  readonly #columnTypes = new Map<string, ColumnTypes>();
  readonly #valueTypes = new Map<string, readonly string[]>();
  /** The one that a transaction, or a lock, belongs to. */
  #session: number | null = null;
  #isTransaction = false;
  #isAlone = false;
  #isLost = false;
  #names = 0;
  #calls = 0;
  /** Takes the reply that is still to come, of what was asked ahead. */
  #late: (() => BridgeReply) | null = null;

  /** Connects with the first statement. */
  constructor(place: PostgresPlace) {
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    const workerData: BridgeData = { place, port: port2, signal: this.#signal };
    this.#worker = new Worker(new URL("./postgres-worker.ts", import.meta.url), {
      workerData,
      transferList: [port2],
    });
    this.#worker.unref();
    port1.unref();
  }

  get isTransaction(): boolean {
    return this.#isTransaction;
  }

  exec(sql: string): void {
    const verb = /^\s*(\w+)/.exec(sql)?.[1]?.toLowerCase();
    const ends = verb === "commit" || verb === "rollback";
    try {
      const { session } = this.#ask([{ sql, values: null, name: null }]);
      if (verb === "begin") {
        this.#session = session;
        this.#isTransaction = true;
      }
    } finally {
      // Whatever became of it, the transaction is over: a commit whose answer was lost is told as a failure.
      if (ends) this.#isTransaction = false;
      if (ends && !this.#isAlone) this.#session = null;
    }
  }

  prepare(sql: string): Statement {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    this.#names += 1;
    const query = { sql: numbered(sql), name: `s${this.#names}` };
    const ask = (values: readonly SQLInputValue[]): BridgeResult =>
      this.#ask([{ ...query, values }]).results[0] as BridgeResult;
    const statement: Statement = {
      run: (...values) => ({ changes: ask(values).changes }),
      get: (...values) => ask(values).rows[0],
      all: (...values) => ask(values).rows as Row[],
      iterate: (...values) => ask(values).rows,
    };
    this.#prepared.set(sql, statement);
    return statement;
  }

  ahead(sql: string, values: readonly SQLInputValue[]): () => Row[] {
    const reply = this.#send([{ sql: numbered(sql), values, name: nameOf(sql) }]);
    return () => this.#checked(reply()).results[0]?.rows as Row[];
  }

  /** Rows of one statement go together where they can, and all statements without waiting for each. */
  runAll(writes: Iterable<Writes>): void {
    const queries = [...writes].flatMap(([sql, rows]) => this.#queriesOf(sql, rows));
    for (let next = 0; next < queries.length; next += pipelinedMax) {
      this.#ask(queries.slice(next, next + pipelinedMax));
    }
  }

  /** They are sent one behind the other without waiting for each. */
  getEach(sql: string, rows: readonly (readonly SQLInputValue[])[]): (Row | undefined)[] {
    const query = { sql: numbered(sql), name: nameOf(sql) };
    const found: (Row | undefined)[] = [];
    for (let next = 0; next < rows.length; next += pipelinedMax) {
      const some = rows.slice(next, next + pipelinedMax);
      const { results } = this.#ask(some.map((values) => ({ ...query, values })));
      for (const { rows: each } of results) found.push(each[0]);
    }
    return found;
  }

  /** Asked in one statement, once the server knows of which types the values are. */
  getNumbers(sql: string, rows: readonly (readonly SQLInputValue[])[]): (number | null)[] {
    const types = /^\s*select\b/i.test(sql) ? this.#typesOfValues(sql) : [];
    if (types.length === 0) return this.getEach(sql, rows).map(numberOf);
    const { results } = this.#ask(numbersTogether(sql, { types, rows }));
    return results.flatMap((result) => result.rows.map(numberOf));
  }

  /** The lock belongs to the session: where that is lost, what follows in `work` is refused. */
  alone<T>(lock: number, work: () => T): T {
    if (this.#isAlone) return work();
    const { session } = this.#ask([
      { sql: `select pg_advisory_lock(${lock})`, values: null, name: null },
    ]);
    this.#session = session;
    this.#isLost = false;
    this.#isAlone = true;
    try {
      return work();
    } finally {
      this.#isAlone = false;
      if (!this.#isLost) this.#unlock(lock);
      this.#session = null;
    }
  }

  #unlock(lock: number): void {
    try {
      this.exec(`select pg_advisory_unlock(${lock})`);
    } catch (thrown) {
      // With the connection the lock is gone too.
      if (!(thrown instanceof PostgresError && thrown.isConnectionLost)) throw thrown;
    }
  }

  close(): void {
    this.#port.postMessage(null);
    this.#port.close();
  }

  #queriesOf(sql: string, rows: Writes[1]): BridgeQuery[] {
    const shape = rows.length > 1 ? writeShape(sql) : null;
    const types = shape === null ? null : this.columnTypes(shape.table);
    const all = shape === null || types === null ? null : together(sql, { shape, types, rows });
    return all ?? rows.map((values) => ({ sql: numbered(sql), values, name: nameOf(sql) }));
  }

  /** Asked once for each table. */
  columnTypes(table: string): ColumnTypes {
    const known = this.#columnTypes.get(table);
    if (known !== undefined) return known;
    const rows = this.prepare(columnTypesSql).all(table);
    const types = new Map(rows.map(({ name, type }) => [String(name), String(type)]));
    this.#columnTypes.set(table, types);
    return types;
  }

  /** Empty while the statement has not been run here. */
  #typesOfValues(sql: string): readonly string[] {
    const known = this.#valueTypes.get(sql);
    if (known !== undefined) return known;
    const rows = this.prepare(valueTypesSql).all(nameOf(sql));
    const types = rows.map(({ type }) => String(type));
    if (types.length > 0) this.#valueTypes.set(sql, types);
    return types;
  }

  #ask(queries: readonly BridgeQuery[]): Answered {
    return this.#checked(this.#send(queries)());
  }

  /** Returns what waits for the reply. */
  #send(queries: readonly BridgeQuery[]): () => BridgeReply {
    this.#late?.();
    const seen = Atomics.load(this.#signal, 0);
    this.#calls += 1;
    const call: BridgeCall = { call: this.#calls, queries, session: this.#session };
    this.#port.postMessage(call);
    let reply: BridgeReply | null = null;
    const receive = (): BridgeReply => {
      if (reply !== null) return reply;
      waitForMore(this.#signal, seen);
      this.#late = null;
      reply = receiveMessageOnPort(this.#port)?.message as BridgeReply;
      // A reply to another question would be taken for what is known: rather nothing works any more.
      if (reply?.call !== call.call) throw new Error("A reply of the database was lost.");
      return reply;
    };
    this.#late = receive;
    return receive;
  }

  #checked(reply: BridgeReply): Answered {
    if (reply.failure === null) return reply;
    // The server has forgotten the transaction and the lock with the connection.
    if (reply.failure.isConnectionLost) {
      this.#isTransaction = false;
      this.#isLost = true;
    }
    throw new PostgresError(reply.failure);
  }
}

type Answered = Exclude<BridgeReply, { readonly results: null }>;

const columnTypesSql = `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
  where attrelid = to_regclass(?) and attnum > 0 and not attisdropped order by attnum`;
const valueTypesSql = `select type::text from pg_prepared_statements,
  unnest(parameter_types) with ordinality as given (type, at) where name = ? order by at`;
