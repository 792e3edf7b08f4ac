import { Link, useRouter } from "@tanstack/react-router";
import type { LucideIcon } from "lucide-react";
import type { PlainKey } from "../words/catalogue.ts";
import { shellWords } from "../words/shell.ts";
import { useWords } from "../words/use-words.ts";

/** What a page says of itself in its route's `staticData`, to stand in the navigation. */
export interface NavigationEntry {
  readonly word: PlainKey<typeof shellWords>;
  readonly icon: LucideIcon;
  /** The second key of `g …`. */
  readonly key: string;
}

declare module "@tanstack/react-router" {
  interface StaticDataRouteOption {
    navigation?: NavigationEntry;
  }
}

/** The pages that stand in the navigation, in the order of the routes. */
export function useNavigation(): readonly (NavigationEntry & { readonly to: string })[] {
  const routes: Readonly<
    Record<string, { options: { staticData?: { navigation?: NavigationEntry } } }>
  > = useRouter().routesByPath;
  return Object.entries(routes).flatMap(([to, { options }]) => {
    const entry = options.staticData?.navigation;
    return entry === undefined ? [] : [{ ...entry, to }];
  });
}

/** The navigation: at the side, or on a phone at the bottom. */
export function Navigation() {
  const say = useWords(shellWords);
  return (
    <nav
      aria-label={say("pages")}
      className="flex min-w-0 flex-1 justify-between gap-0.5 overflow-x-auto md:flex-col md:justify-start md:overflow-visible"
    >
      {useNavigation().map(({ to, word, icon: Icon }) => (
        <Link
          key={to}
          to={to}
          className="flex flex-col items-center gap-0.5 rounded-md px-1.5 py-1.5 text-[11px] whitespace-nowrap text-muted hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent md:flex-row md:gap-2.5 md:px-2 md:text-[13px]"
        >
          <Icon aria-hidden size={16} />
          {say(word)}
        </Link>
      ))}
    </nav>
  );
}
