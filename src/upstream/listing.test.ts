import assert from "node:assert/strict";
import { test } from "node:test";
import { cursorOf, type ListingPlace, nextPlace } from "./listing.ts";
import type { ListedEvent } from "./upstream.ts";

const begin: ListingPlace = { anchor: 1_000_000, cursor: null };
const at = (time: number) => ({ at: time }) as ListedEvent;
const after = (times: readonly number[], next: string | null, place = begin) =>
  nextPlace({ events: times.map(at), next }, { place, from: 0, listsWindows: true });

test("a page that spans some time is followed by a list from its last second on", () => {
  assert.deepEqual(after([999_999, 950_400], "0:100:0"), { anchor: 951_000, cursor: null });
});

test("a page of a few seconds is followed by the cursor, for ten pages", () => {
  const second = after([999_999, 998_500], "0:100:0");
  assert.equal(second?.anchor, 1_000_000);
  assert.match(second?.cursor ?? "", /^1~[0-9a-f]{16}\|0:100:0$/);
  assert.equal(cursorOf(second ?? begin), "0:100:0");
  const tenth = { anchor: 1_000_000, cursor: "9|0:900:0" };
  assert.deepEqual(after([991_000, 990_500], "0:1000:0", tenth), { anchor: 991_000, cursor: null });
});

test("a second that holds more than ten pages is followed by the cursor on and on", () => {
  const place = { anchor: 1_000_000, cursor: "12|0:1200:0" };
  assert.deepEqual(after([999_900, 999_100], "0:1300:0", place), {
    anchor: 1_000_000,
    cursor: "13|0:1300:0",
  });
});

test("the last page ends it, and so does one that is older than the window where lists know none", () => {
  assert.equal(after([5], null), null);
  const ended = nextPlace(
    { events: [at(500), at(90)], next: "x" },
    { place: begin, from: 100, listsWindows: false },
  );
  assert.equal(ended, null);
});

test("a page that leads to itself ends in a failure instead of being listed for ever", () => {
  const place = { anchor: 1_000_000, cursor: "12|0:1200:0" };
  assert.throws(() => after([999_900], "0:1200:0", place), { kind: "final" });
  assert.throws(() => after([], "0:1200:0", place), { kind: "final" });
});

test("a list whose pages lead to each other in a ring ends in a failure, however long the ring is", () => {
  for (const ring of [2, 3, 40]) {
    const walk = () => {
      let place: ListingPlace | null = begin;
      for (let page = 1; page <= 5 * ring && place !== null; page += 1) {
        place = after([999_900], `0:${page % ring}:0`, place);
      }
    };
    assert.throws(walk, { kind: "final", message: /leads back/ });
  }
});

test("a long list that never leads back is followed to its end", () => {
  let place: ListingPlace | null = begin;
  for (let page = 1; page <= 1000 && place !== null; page += 1) {
    place = after([999_900], `0:${page}:0`, place);
  }
  assert.equal(cursorOf(place ?? begin), "0:1000:0");
});
