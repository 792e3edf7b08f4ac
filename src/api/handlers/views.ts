import type { GivenView } from "../../manage/index.ts";
import type { Context, Handlers } from "../v1/handlers.ts";
import { actorFor, present, queryOf } from "./asked.ts";
import type { HandlerDeps } from "./deps.ts";

type Kept =
  | "GET /api/v1/views"
  | "POST /api/v1/views"
  | "PATCH /api/v1/views/{id}"
  | "DELETE /api/v1/views/{id}";

/** Searches that somebody saved. */
export function viewHandlers({ readers, perform, viewsMax }: HandlerDeps): Pick<Handlers, Kept> {
  async function viewAt(id: number) {
    const views = await readers.ask("views", null);
    return present(views.find((each) => each.id === id) ?? null, `View ${id}`);
  }

  function order(command: Parameters<HandlerDeps["perform"]>[0]["command"], context: Context) {
    return perform({ command, actor: actorFor(context), now: context.now });
  }

  return {
    async "GET /api/v1/views"({ about }) {
      const views = await readers.ask("views", null);
      const items = views.filter((each) => about === undefined || each.about === about);
      return { items, next_cursor: null };
    },

    async "POST /api/v1/views"(input, context) {
      queryOf(input.query, input.about, context);
      const { name, about, query, order: direction } = input;
      const sort = input.sort ?? (about === "issues" ? "last_seen" : null);
      const view = { name, about, query, sort, order: direction, position: input.position ?? null };
      const { rows } = await order({ do: "createView", view, max: viewsMax }, context);
      return viewAt(rows[0] ?? 0);
    },

    async "PATCH /api/v1/views/{id}"({ id, ...input }, context) {
      const { about } = await viewAt(id);
      if (input.query !== undefined) queryOf(input.query, about, context);
      await order({ do: "changeView", id, change: changeOf(input) }, context);
      return viewAt(id);
    },

    async "DELETE /api/v1/views/{id}"({ id }, context) {
      const gone = await viewAt(id);
      await order({ do: "deleteView", id }, context);
      return gone;
    },
  };
}

/** Only what was given. */
function changeOf({
  name,
  query,
  sort,
  order,
  position,
}: Omit<Parameters<Handlers["PATCH /api/v1/views/{id}"]>[0], "id">): Partial<GivenView> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(query === undefined ? {} : { query }),
    ...(sort === undefined ? {} : { sort }),
    ...(order === undefined ? {} : { order }),
    ...(position === undefined ? {} : { position }),
  };
}
