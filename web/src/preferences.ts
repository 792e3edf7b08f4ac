import { useSyncExternalStore } from "react";

export const languages = ["en", "ru"] as const;
export type Language = (typeof languages)[number];
export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** What one person chose in this browser. */
interface Preferences {
  readonly theme: Theme;
  /** Null: the browser's. */
  readonly language: Language | null;
}

// The script in index.html reads the same before anything is painted.
const place = "collector.preferences";
const listeners = new Set<() => void>();
const darkWanted = matchMedia("(prefers-color-scheme: dark)");
let preferences = read();

function read(): Preferences {
  const fallback: Preferences = { theme: "system", language: null };
  try {
    const { theme, language } = JSON.parse(localStorage.getItem(place) ?? "{}");
    return {
      theme: themes.find((each) => each === theme) ?? fallback.theme,
      language: languages.find((each) => each === language) ?? fallback.language,
    };
  } catch {
    // What somebody else wrote there, or a browser that keeps nothing.
    return fallback;
  }
}

function browserLanguage(): Language {
  return /^ru\b/i.test(navigator.language) ? "ru" : "en";
}

/** The language that the page speaks now. */
export function languageNow(): Language {
  return preferences.language ?? browserLanguage();
}

/** Writes the choice down and shows it at once. */
export function prefer(chosen: Partial<Preferences>): void {
  preferences = { ...preferences, ...chosen };
  try {
    localStorage.setItem(place, JSON.stringify(preferences));
  } catch {
    // It holds for this visit then.
  }
  show();
}

/** Applies what was chosen, and follows what the system, or another tab, chooses. */
export function startPreferences(): void {
  darkWanted.addEventListener("change", show);
  addEventListener("storage", () => {
    preferences = read();
    show();
  });
  show();
}

function show(): void {
  const { theme } = preferences;
  const dark = theme === "dark" || (theme === "system" && darkWanted.matches);
  document.documentElement.dataset["theme"] = dark ? "dark" : "light";
  document.documentElement.lang = languageNow();
  for (const tell of listeners) tell();
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, () => preferences);
}

export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, languageNow);
}

/** The theme that is shown: what was chosen, or what the system has now. */
export function useShownTheme(): string {
  return useSyncExternalStore(
    subscribe,
    () => document.documentElement.dataset["theme"] ?? "light",
  );
}
