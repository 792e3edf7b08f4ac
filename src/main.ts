await import(new URL("./main.js", import.meta.url).href);

export {};
