// How a signature was checked, and which requests were refused: told so that "401" can be solved by whoever
// set the collector up. No secret and no body is in here.

/** One secret that was tried. */
export interface TriedSecret {
  /** The last characters of it, to tell it from others; null: it is so short that they would give it away. */
  readonly ending: string | null;
  /**
   * How the digest begins that this secret makes of the body. Never the whole: who knew it could sign this
   * one body, and send it again as if it had come from Sentry.
   */
  readonly expectedBegins: string;
  readonly fits: boolean;
}

/** The check of a signature, step by step. */
export interface SignatureSteps {
  /** Which bytes were checked. */
  readonly bodyBytes: number;
  readonly bodySha256: string;
  /** The header that carried a signature, the one that fits before others; null: none did. */
  readonly header: string | null;
  /** What that header held, cut: one that fits, as short as what was expected; null: none did. */
  readonly given: string | null;
  /** Whether that looks like a signature at all: 64 hexadecimal digits in lower case. */
  readonly isDigest: boolean;
  readonly tried: readonly TriedSecret[];
  /** The collector has a token, and whether the request gave it; null: that is not known (any more). */
  readonly tokenIsSet: boolean;
  readonly token: "right" | "wrong" | "none" | null;
  readonly verdict: "verified" | "wrong" | "absent" | "unchecked" | "scrubbed";
}

/** A request that was refused at a door. */
export interface Refusal {
  /** Ascending since the start. */
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly status: number;
  /** What the sender was told. */
  readonly detail: string;
  /** Null: it did not become a request, or was refused before one looked at it. */
  readonly method: string | null;
  readonly peer: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly contentType: string | null;
  /** Of the body: as announced, and as read before it was refused; null: not known. */
  readonly bytesDeclared: number | null;
  readonly bytesRead: number | null;
  readonly signatureHeader: string | null;
  /** What it seems to be; null: it was not read that far. */
  readonly family: string | null;
  readonly resource: string | null;
  readonly action: string | null;
  /** Null: it was not looked at, or it was refused for something else before. */
  readonly steps: SignatureSteps | null;
}
