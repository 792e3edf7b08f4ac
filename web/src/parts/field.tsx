import { type ComponentProps, useId } from "react";

interface FieldProps extends Omit<ComponentProps<"input">, "id" | "onChange"> {
  readonly label: string;
  /** What one must know to fill it in. */
  readonly hint?: string;
  readonly onText: (text: string) => void;
}

/** A line to type in, with its name above it. */
export function Field({ label, hint, onText, ...props }: FieldProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <label htmlFor={id} className="text-[13px] font-medium">
        {label}
      </label>
      <input
        id={id}
        {...props}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onText(event.target.value)}
        className="h-9 min-w-0 rounded-md border border-line-strong bg-surface px-2"
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-[13px] text-muted">
          {hint}
        </p>
      )}
    </div>
  );
}

/** What was refused, below what one filled in. */
export function FormProblem({ text }: { readonly text: string | null }) {
  return (
    <p role="alert" className="text-[13px] text-danger empty:hidden">
      {text}
    </p>
  );
}
