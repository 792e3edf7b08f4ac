// Advisory locks by which collectors on one server keep out of each other's way.

/** Held shared by every group of deliveries until it is committed: see `Turns.settledDelivery`. */
export const appendLock = 7_305_110;
/** Held by the one collector that writes what is known of errors. */
export const recordLock = 7_305_111;
/** Held by who migrates, so that collectors that start together do it one by one. */
export const migrationLock = 7_305_112;
/** Held by who copies a collector's files to the server. */
export const copyLock = 7_305_113;
