import { CopyButton } from "../../parts/copy-button.tsx";

/** A secret, shown this once. */
export function Once({ text, about }: { readonly text: string; readonly about: string }) {
  return (
    <div className="flex flex-col gap-3 p-4">
      <p>{about}</p>
      <p className="flex flex-wrap items-center gap-2 rounded-md bg-sunken p-3">
        <code className="min-w-0 flex-1 font-mono text-[13px] break-all">{text}</code>
        <CopyButton text={text} />
      </p>
    </div>
  );
}
