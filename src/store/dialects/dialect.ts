/** What raw statements say differently on each database; all else is written in what both understand. */
export interface Dialect {
  readonly name: "sqlite" | "postgres";
  /** Begins a transaction that writes. */
  readonly begin: string;
  /** Begins one that reads, and sees one moment. */
  readonly beginReading: string;
  /** The greater of two values. */
  readonly greatest: (one: string, other: string) => string;
  readonly least: (one: string, other: string) => string;
  /** The moment, in milliseconds, until which an issue is archived; null for other ways of archiving. */
  readonly archivedUntil: string;
  /** The tags of a list, one row `tag` each, and the number of one, whatever its sign. */
  readonly tagsOf: (list: string) => string;
  readonly tagNumber: string;
  /** The items of a delivery, one row `item` each, and the error that one made. */
  readonly itemsOf: (items: string) => string;
  readonly errorOfItem: string;
  /** True where a tag's value is the text, found by the index that knows no upper and lower case. */
  readonly tagValueIs: string;
  /** The highest id that a saved view ever had, as `n`. */
  readonly lastViewId: string;
  /** The values of a list that is written as JSON, as a subquery. */
  readonly numbersOf: (list: string) => string;
  readonly textsOf: (list: string) => string;
  /** What the index of words keeps of a text. */
  readonly indexedText: (text: string) => string;
  /** Tells other collectors that something changed, when the transaction is committed; null where there are none. */
  readonly announce: string | null;
  /** Finds a row where there is a table of that name. */
  readonly tableNamed: string;
}
