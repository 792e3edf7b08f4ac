import { Failure, type IssueActor, type SavedView } from "../domain/index.ts";
import type { Ledger } from "../store/index.ts";
import type { GivenView } from "./command.ts";

// Saved views are few, so each change makes the whole list anew.

interface Doing {
  readonly ledger: Pick<Ledger, "views">;
  readonly actor: IssueActor;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Adds a view. Returns its number. Throws `conflict` for a name that is taken, and where there are `max`. */
export function createView(
  { position, ...given }: GivenView,
  max: number,
  { ledger, actor, now }: Doing,
): number {
  const { views, lastId } = ledger.views.stored();
  if (views.length >= max) {
    throw new Failure("conflict", `There are ${max} views already (VIEWS_MAX): delete one first.`);
  }
  const times = { createdBy: actor.name, createdAt: now, changedAt: now };
  const view: SavedView = { ...checked(given), id: lastId + 1, ...times };
  refuseSameName(view, views);
  ledger.views.changed = placed(view, views, position);
  return view.id;
}

/** Changes a view. Throws `not_found`, `conflict` for a name that is taken. */
export function changeView(
  id: number,
  { position, ...change }: Partial<GivenView>,
  { ledger, now }: Doing,
): void {
  const { views } = ledger.views.stored();
  const before = viewOf(id, views);
  const view = checked({ ...before, ...change, changedAt: now });
  const others = views.filter((each) => each.id !== id);
  refuseSameName(view, others);
  ledger.views.changed = placed(view, others, position ?? views.indexOf(before));
}

/** Throws `not_found`. */
export function deleteView(id: number, { ledger }: Doing): void {
  const { views } = ledger.views.stored();
  const gone = viewOf(id, views);
  ledger.views.changed = views.filter((each) => each !== gone);
}

function viewOf(id: number, views: readonly SavedView[]): SavedView {
  const view = views.find((each) => each.id === id);
  if (view === undefined) throw new Failure("not_found", `There is no view ${id}.`);
  return view;
}

function checked<View extends Pick<SavedView, "about" | "sort">>(view: View): View {
  if (view.about === "issues" || view.sort === null) return view;
  throw new Failure(
    "invalid",
    "sort: goes with views of issues only; errors are the newest first.",
  );
}

function refuseSameName({ name, about }: SavedView, others: readonly SavedView[]): void {
  const same = (each: SavedView) =>
    each.about === about && each.name.toLowerCase() === name.toLowerCase();
  if (others.some(same)) {
    throw new Failure(
      "conflict",
      `There is a view of ${about} called ${JSON.stringify(name)} already.`,
    );
  }
}

function placed(
  view: SavedView,
  others: readonly SavedView[],
  position: number | null,
): readonly SavedView[] {
  return others.toSpliced(position ?? others.length, 0, view);
}
