import type { IncomingMessage } from "node:http";
import proxyAddr from "@fastify/proxy-addr";
import type { ProjectFilter } from "../domain/index.ts";
import {
  type Attribution,
  type Credentials,
  RecentKeys,
  type Refusals,
  type Senders,
  WebhookDoor,
} from "../intake/index.ts";
import type { DoorLookups, Keeper } from "../store/index.ts";
import { atMostEachMinute } from "./log.ts";
import { type Owner, tell } from "./owner.ts";
import { archiveScrubFrom } from "./scrubbing.ts";

const refusalsLoggedMax = 60;

/** The door that deliveries come in by, by the settings. */
export function openDoor(
  deps: Owner,
  parts: {
    attribution: Attribution;
    archive: Keeper;
    lookups: DoorLookups;
    filter: ProjectFilter;
    backlog: () => number;
    senders: Senders;
    refusals: Refusals;
    credentials: Credentials;
  },
): WebhookDoor {
  const { settings, log, disk } = deps;
  const sparingly = atMostEachMinute(refusalsLoggedMax, {
    now: Date.now,
    skipped: (count) => log.warn({ count }, "further refusals were not logged"),
  });
  return new WebhookDoor({
    ...parts,
    recent: new RecentKeys(settings.recentKeysMax),
    archiveScrub: archiveScrubFrom(settings),
    now: Date.now,
    limits: settings,
    addressOf: addressBy(settings.trustProxy),
    closedBecause() {
      if (disk.trouble !== null) return disk.trouble;
      if (parts.backlog() < settings.backlogDeliveriesMax) return null;
      return "Too many deliveries wait to be digested (BACKLOG_DELIVERIES_MAX); try again.";
    },
    log: {
      refused: (status, detail, from) =>
        sparingly(() => log.warn({ status, detail, from }, "a delivery was refused")),
      failed: (failure) => tell(deps, failure),
    },
  });
}

/** The address that a request comes from, as far as the proxies before it are believed. */
function addressBy(trustProxy: readonly string[]): (request: IncomingMessage) => string {
  const trusts = proxyAddr.compile([...trustProxy]);
  return (request) => proxyAddr(request, trusts);
}
