import type { Delivery } from "../domain/index.ts";
import type { Connection, Statement } from "./connection.ts";

/** What many deliveries have in common. The archive writes it once and refers to it by a number. */
export type Kind = Pick<
  Delivery,
  "door" | "source" | "family" | "resource" | "action" | "signature"
>;

/** Senders choose resource and action, so there may be many; some dozen are usual. */
const rememberedMax = 10_000;

/** The numbers of kinds, for the one who writes. */
export class KindIds {
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #known = new Map<string, number>();

  constructor(db: Connection) {
    this.#insert = db.prepare(`
      insert into kinds (resource, action, family, source, signature, door)
      values (?, ?, ?, ?, ?, ?) returning id`);
    this.#find = db.prepare(`
      select id from kinds where resource = ? and action = ? and family = ? and source = ?
        and signature = ? and door = ?`);
  }

  /** The number of a kind, which is written where it is new: call it in the transaction that needs it. */
  idOf({ resource, action, family, source, signature, door }: Kind): number {
    const key = `${resource}\0${action}\0${family}\0${source}\0${signature}\0${door}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const columns = [resource, action, family, source, signature, door];
    const found = this.#find.get(...columns);
    const id = Number((found ?? this.#insert.get(...columns))?.["id"]);
    if (this.#known.size >= rememberedMax) this.#known.clear();
    this.#known.set(key, id);
    return id;
  }

  /** To be called after a transaction that was undone: the kinds that it wrote are not there. */
  forget(): void {
    this.#known.clear();
  }
}

/** Kinds by their numbers, for those who read. */
export class Kinds {
  readonly #get: Statement;
  readonly #known = new Map<number, Kind>();

  constructor(db: Connection) {
    this.#get = db.prepare(
      "select door, source, family, resource, action, signature from kinds where id = ?",
    );
  }

  get(id: number): Kind {
    const known = this.#known.get(id);
    if (known !== undefined) return known;
    const kind = { ...this.#get.get(id) } as unknown as Kind;
    if (this.#known.size >= rememberedMax) this.#known.clear();
    this.#known.set(id, kind);
    return kind;
  }
}
