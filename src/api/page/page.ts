import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Failure } from "../../domain/index.ts";
import { needs } from "../access/needs.ts";
import { sendTagged } from "../v1/send.ts";
import { prefersHtml } from "./accept.ts";
import { type BuiltPage, readBuiltPage, readForm } from "./built.ts";

/** Where the page begins. */
const root = "/app/";

/** The web page: its files below `/app/`, and itself at every other address there. */
export class Page {
  readonly #built: BuiltPage | null;

  /** `folder`: where `npm run build` put it. */
  constructor(folder: string) {
    this.#built = readBuiltPage(folder);
  }

  /** Sends a browser that asks for `/` to the page. False: whoever asks wants JSON, or there is no page. */
  welcomes(request: FastifyRequest, reply: FastifyReply): boolean {
    void reply.header("vary", "Accept");
    if (this.#built === null || !prefersHtml(request.headers.accept)) return false;
    void reply.redirect(root, 302);
    return true;
  }

  /** `GET /app/…`. */
  register(app: FastifyInstance): void {
    app.get("/app", needs("public"), (_request, reply) => reply.redirect(root, 308));
    app.get<{ Params: { "*": string } }>(`${root}*`, needs("public"), (request, reply) => {
      void reply.header("referrer-policy", "no-referrer");
      return this.#send(request.params["*"], request, reply);
    });
  }

  #send(name: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const built = this.#built;
    if (built === null) {
      throw new Failure("not_found", "The page is not built: run npm run build, then start again.");
    }
    const file = built.files.get(name);
    if (file !== undefined) {
      const { encoding, bytes } = readForm(file, request.headers["accept-encoding"] ?? "");
      if (encoding !== null) void reply.header("content-encoding", encoding);
      const age = file.immutable ? "public, max-age=31536000, immutable" : "no-cache";
      void reply.header("cache-control", age).header("vary", "Accept-Encoding");
      return reply.type(file.type).send(bytes);
    }
    // A file of an older build must not be answered with a page that no script understands.
    if (name.startsWith("assets/")) {
      throw new Failure("not_found", "There is no such file: the page was renewed; load it again.");
    }
    void reply.header("content-security-policy", built.policy);
    return sendTagged(built.index, request, reply.type("text/html; charset=utf-8"));
  }
}
