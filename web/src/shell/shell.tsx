import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryClientProvider } from "@tanstack/react-query";
import { Outlet, useLocation, useRouter } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { type LiveState, useLive } from "../client/live.ts";
import { queryClient } from "../client/queries.ts";
import { Keys } from "../parts/keys.tsx";
import { Toasts } from "../parts/toasts.tsx";
import { prefer } from "../preferences.ts";
import { common } from "../words/common.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";
import { type Command, listenToKeys, useCommands } from "./commands.ts";
import { Gate } from "./gate.tsx";
import { Navigation, useNavigation } from "./navigation.tsx";

const Palette = lazy(async () => ({ default: (await import("./palette.tsx")).Palette }));
const Help = lazy(async () => ({ default: (await import("./help.tsx")).Help }));

/** What stands around every page. */
export function Shell() {
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queryClient}>
        <Gate bare={<Outlet />}>
          <Frame />
        </Gate>
        <Toasts />
      </QueryClientProvider>
    </CSPProvider>
  );
}

type OpenSheet = "palette" | "help" | null;

function Frame() {
  const say = useWords(shellWords);
  const main = useRef<HTMLElement>(null);
  const [sheet, setSheet] = useState<OpenSheet>(null);
  const closing = (open: boolean): void => setSheet((now) => (open ? now : null));
  useEffect(listenToKeys, []);
  useCommands(useShellCommands(setSheet));
  useFocusAfterMoving(main);
  return (
    <div className="min-h-dvh pb-14 md:grid md:grid-cols-[13rem_minmax(0,1fr)] md:pb-0">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-16 rounded-md bg-accent-fill px-3 py-2 text-on-accent focus:translate-y-0"
      >
        {say("skip")}
      </a>
      <Side onSearch={() => setSheet("palette")} />
      <main id="main" ref={main} tabIndex={-1} className="min-w-0">
        <Outlet />
      </main>
      <Suspense>
        {sheet === "palette" && <Palette open onOpenChange={closing} />}
        {sheet === "help" && <Help open onOpenChange={closing} />}
      </Suspense>
    </div>
  );
}

function Side({ onSearch }: { readonly onSearch: () => void }) {
  const say = useWords(shellWords);
  const sayCommon = useWords(common);
  const state = useLive();
  return (
    <header className="fixed inset-x-0 bottom-0 z-30 flex gap-3 border-line border-t bg-surface px-2 py-1 md:sticky md:top-0 md:h-dvh md:flex-col md:border-t-0 md:border-r md:p-3">
      <p className="hidden items-center gap-2 px-1 py-1 font-semibold tracking-tight md:flex">
        <img src="/app/icon.svg" alt="" className="size-6" />
        <span className="text-[13px] leading-tight">{sayCommon("product")}</span>
      </p>
      <button
        type="button"
        onClick={onSearch}
        className="hidden h-8 items-center gap-2 rounded-md border border-line bg-ground px-2 text-[13px] text-muted hover:text-ink md:flex"
      >
        <Search aria-hidden size={14} />
        <span className="flex-1 truncate text-left">{say("search")}</span>
        <Keys keys="mod+k" />
      </button>
      <Navigation />
      <LiveSign state={state} />
    </header>
  );
}

const signs = {
  on: ["liveOn", "bg-good"],
  connecting: ["liveConnecting", "bg-warning"],
  paused: ["livePaused", "bg-faint"],
} as const;

function LiveSign({ state }: { readonly state: LiveState }) {
  const say = useWords(shellWords);
  const [word, colour] = signs[state];
  return (
    <p role="status" className="hidden items-center gap-2 px-2 text-xs text-muted md:flex">
      <span aria-hidden className={`size-2 rounded-full ${colour}`} />
      {say(word)}
    </p>
  );
}

function useShellCommands(open: (sheet: OpenSheet) => void): readonly Command[] {
  const say = useWords(shellWords);
  const router = useRouter();
  const pages = useNavigation();
  const look = say("groupLook");
  const help = say("groupHelp");
  return [
    ...pages.map(({ to, word, key }) => ({
      title: say("goTo", { page: say(word) }),
      group: say("groupGo"),
      keys: `g ${key}`,
      run: () => void router.navigate({ to }),
    })),
    {
      title: say("connect"),
      group: say("groupGo"),
      keys: "g c",
      run: () => void router.navigate({ to: "/connect" }),
    },
    { title: say("themeLight"), group: look, run: () => prefer({ theme: "light" }) },
    { title: say("themeDark"), group: look, run: () => prefer({ theme: "dark" }) },
    { title: say("themeSystem"), group: look, run: () => prefer({ theme: "system" }) },
    { title: say("english"), group: look, run: () => prefer({ language: "en" }) },
    { title: say("russian"), group: look, run: () => prefer({ language: "ru" }) },
    { title: say("shortcuts"), group: help, keys: "?", run: () => open("help") },
    { title: say("apiDocs"), group: help, run: () => location.assign("/docs") },
    {
      title: say("commands"),
      group: help,
      keys: "mod+k",
      keysOnly: true,
      run: () => open("palette"),
    },
  ];
}

/** Another page begins at its content, for those who do not see that it changed. */
function useFocusAfterMoving(main: { readonly current: HTMLElement | null }): void {
  const { pathname } = useLocation();
  const before = useRef(pathname);
  useEffect(() => {
    if (before.current === pathname) return;
    before.current = pathname;
    main.current?.focus({ preventScroll: true });
  }, [pathname, main]);
}
