/** What a part was taken from. */
type PartKind =
  | "frame"
  | "type"
  | "value"
  | "ns-error"
  | "message"
  | "template"
  | "fingerprint"
  | "csp"
  | "hpkp"
  | "expect-ct"
  | "expect-staple";

/** One thing by which an error is grouped: the values are hashed, the kind says where they come from. */
export interface Part {
  readonly kind: PartKind;
  readonly values: readonly string[];
}
