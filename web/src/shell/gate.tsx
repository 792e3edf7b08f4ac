import { useLocation } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { useAccess } from "../client/access.ts";
import { accessWords } from "../words/access.ts";
import { useWords } from "../words/use-words.ts";

const SignIn = lazy(async () => ({ default: (await import("./sign-in.tsx")).SignIn }));

interface GateProps {
  /** The page within its frame. */
  readonly children: ReactNode;
  /** The page alone, for whoever is not in yet. */
  readonly bare: ReactNode;
}

/** Shows the page to whoever may see it; to others how to get in. Until that is known nobody is kept waiting. */
export function Gate({ children, bare }: GateProps) {
  const { pathname } = useLocation();
  const { data: access } = useAccess();
  if (pathname === "/join") return bare;
  if (access?.caller === null) {
    return (
      <Suspense>
        <SignIn access={access} />
      </Suspense>
    );
  }
  return (
    <>
      {access?.caller?.kind === "open" && <OpenBanner />}
      {children}
    </>
  );
}

function OpenBanner() {
  const say = useWords(accessWords);
  return (
    <p role="status" className="bg-danger-fill px-4 py-1.5 text-center text-[13px] text-on-accent">
      {say("openBanner")}
    </p>
  );
}
