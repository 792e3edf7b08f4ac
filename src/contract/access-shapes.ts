import { z } from "zod";
import { accessLevels, roles } from "../domain/index.ts";
import { count, flag, maybe, number, slug, text, time, words } from "./parts.ts";

export const role = z.enum(roles).meta({
  description: "viewer: reads; member: works on issues too; administrator: everything",
  examples: ["member"],
});
export const level = z.enum(accessLevels).meta({
  description: "read, write (and read), or admin (everything)",
  examples: ["read"],
});
export const accountId = text(64).meta({ examples: ["k3Vb0pQm9yXw2LrT"] });
export const mail = z
  .email()
  .max(320)
  .meta({ examples: ["ada@example.org"] });
/** Which projects somebody is limited to. */
export const givenProjects = z
  .array(text(100))
  .min(1)
  .max(200)
  .nullable()
  .default(null)
  .describe("Slugs of the projects that it is limited to; null: everything");
export const shownProjects = z
  .array(slug)
  .nullable()
  .describe("The projects that it is limited to; null: everything");

export const caller = z
  .strictObject({
    kind: z
      .enum(["local", "open", "account", "token"])
      .describe("local: from this machine, while nobody has an account; open: ACCESS=open"),
    id: maybe.describe("The account's or the token's"),
    name: maybe.meta({ examples: ["ada@example.org"] }),
    level,
    projects: shownProjects,
  })
  .meta({ id: "Caller", description: "Who asks, and what they may" });

export const account = z
  .strictObject({
    id: accountId,
    mail: words.meta({ examples: ["ada@example.org"] }),
    name: words.meta({ examples: ["Ada"] }),
    role,
    projects: shownProjects,
    disabled: flag,
    second_factor: flag,
    passkeys: count,
    created_at: time,
    last_seen: time.nullable().describe("When one of its sessions was last used"),
  })
  .meta({ id: "Account" });

export const session = z
  .strictObject({
    id: words,
    created_at: time,
    last_used_at: time,
    expires_at: time,
    address: maybe.meta({ examples: ["203.0.113.7"] }),
    user_agent: maybe,
  })
  .meta({ id: "Session", description: "Where one is signed in" });

export const token = z
  .strictObject({
    id: number,
    name: words.meta({ examples: ["ci"] }),
    hint: words.meta({ description: "How it begins", examples: ["sec_Q3xZ"] }),
    level,
    projects: shownProjects,
    created_by: words,
    created_at: time,
    expires_at: time.nullable(),
    last_used_at: time.nullable().describe("To the minute; null: never"),
  })
  .meta({ id: "Token", description: "A token, without its secret" });

export const invitation = z
  .strictObject({
    id: number,
    kind: z.enum(["invitation", "password"]).describe("password: sets one anew"),
    mail: maybe.describe("Whom it is for; null: whoever has the link"),
    role,
    projects: shownProjects,
    created_by: words,
    created_at: time,
    expires_at: time,
  })
  .meta({ id: "Invitation", description: "A link that lets somebody in once" });

export const auditEntry = z
  .strictObject({
    id: number,
    at: time,
    actor_kind: words.meta({
      description: "account, token, local, open, stranger, or command (the command line)",
      examples: ["account"],
    }),
    actor: maybe.meta({ examples: ["ada@example.org"] }),
    action: words.meta({ examples: ["token.create"] }),
    target: maybe.meta({ examples: ["ci"] }),
    outcome: z.enum(["done", "refused"]),
    address: maybe.describe("Where the request came from"),
  })
  .meta({ id: "AuditEntry", description: "Something that somebody did" });
