import { createServer, type Server, type Socket } from "node:net";

export interface Place {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

/**
 * Further sockets on the port of a server, where the system lets several listen on one. libuv accepts one
 * connection of each in a round of the event loop (since 1.45), and under a flood a round takes tens of
 * milliseconds: with a single socket new connections waited for seconds, until the system dropped them
 * (docs/decisions/0019).
 */
const furtherSockets = 255;
/** Connections that wait in each; the system may know a lower limit. */
const waitingMax = 4096;
/** Where the kernel shares connections out among the sockets of a port (`reusePort` of node:net). */
const sharesPorts = process.platform === "linux" || process.platform === "freebsd";

/**
 * Lets a server listen, and further sockets that hand it what comes in where that is possible. Resolves to
 * the further ones. Rejects, with nothing left open, with the error of the system.
 */
export async function openEntrances(server: Server, place: Place): Promise<Server[]> {
  if (!sharesPorts) {
    await listen(server, { ...place, reusePort: false });
    return [];
  }
  if (place.port !== 0) await makeSureIsFree(place);
  await listen(server, { ...place, reusePort: true });
  const shared = { host: place.host, port: portOf(server, place), reusePort: true };
  const further: Server[] = [];
  try {
    while (further.length < furtherSockets) {
      // As node:http's own: who has sent all may still be answered.
      const options = { allowHalfOpen: true, noDelay: true };
      const one = createServer(options, (socket: Socket) => server.emit("connection", socket));
      await listen(one, shared);
      further.push(one);
    }
    return further;
  } catch (thrown) {
    for (const one of [server, ...further]) one.close();
    throw thrown;
  }
}

/** The port that a server listens on. */
export function portOf(server: Server, asked: Pick<Place, "port">): number {
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : asked.port;
}

/** Sockets that share a port share it with another collector, too: a socket that does not finds that out. */
async function makeSureIsFree(place: Place): Promise<void> {
  const probe = createServer();
  await listen(probe, { ...place, reusePort: false });
  await new Promise((resolve) => probe.close(resolve));
}

function listen(server: Server, place: Place & { readonly reusePort: boolean }): Promise<void> {
  return new Promise((resolve, reject) => {
    const refused = (thrown: Error): void => reject(thrown);
    server.once("error", refused);
    server.listen({ ...place, backlog: waitingMax }, () => {
      server.off("error", refused);
      resolve();
    });
  });
}
