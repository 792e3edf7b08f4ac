import type { ReactNode } from "react";
import { asProblem } from "../client/problem.ts";
import { common } from "../words/common.ts";
import { useWords } from "../words/use-words.ts";
import { Button } from "./button.tsx";

interface StateProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** There is nothing to show, and what to do about it. */
export function Empty({ title, children, actions }: StateProps) {
  return (
    <div className="mx-auto flex max-w-lg flex-col items-center gap-2 px-4 py-16 text-center">
      <h2 className="text-base font-semibold">{title}</h2>
      <div className="text-muted">{children}</div>
      {actions !== undefined && (
        <div className="mt-2 flex flex-wrap justify-center gap-2">{actions}</div>
      )}
    </div>
  );
}

/** Something was refused or failed: what, and what to do. */
export function ProblemState({
  thrown,
  onRetry,
}: {
  readonly thrown: unknown;
  readonly onRetry?: () => void;
}) {
  const say = useWords(common);
  const { title, detail, language } = asProblem(thrown);
  return (
    <div role="alert">
      <Empty title={title} actions={onRetry && <Button onClick={onRetry}>{say("retry")}</Button>}>
        {/* Not everything that the collector says has words in each language. */}
        <p lang={language ?? undefined}>{detail}</p>
      </Empty>
    </div>
  );
}

/** The place of something that is about to come; give it the size of what comes. */
export function Skeleton({ className = "" }: { readonly className?: string }) {
  return <div aria-hidden className={`animate-pulse rounded bg-sunken ${className}`} />;
}

/** Blocks of a page that are about to come, each as tall as what comes: `h-24`, from above. */
export function SkeletonBlocks({ heights }: { readonly heights: readonly string[] }) {
  const say = useWords(common);
  return (
    <div className="flex flex-col gap-3 px-4 sm:px-6">
      <p role="status" className="sr-only">
        {say("loading")}
      </p>
      {heights.map((height) => (
        <Skeleton key={height} className={height} />
      ))}
    </div>
  );
}

/** Lines that are about to come. */
export function SkeletonLines({ lines = 8 }: { readonly lines?: number }) {
  const say = useWords(common);
  const each = Array.from({ length: lines }, (_, line) => `line ${line}`);
  return (
    <div className="flex flex-col gap-3 p-4">
      <p role="status" className="sr-only">
        {say("loading")}
      </p>
      {each.map((line) => (
        <Skeleton key={line} className="h-10" />
      ))}
    </div>
  );
}
