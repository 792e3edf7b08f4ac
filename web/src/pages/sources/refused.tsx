import { asProblem } from "../../client/problem.ts";

/** Why something was not done, where it was asked for. */
export function Refused({ thrown }: { readonly thrown: unknown }) {
  if (thrown === null || thrown === undefined) return null;
  const { title, detail } = asProblem(thrown);
  return (
    <p role="alert" className="mt-1 text-[13px] text-danger">
      {detail ?? title}
    </p>
  );
}
