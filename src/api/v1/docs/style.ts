/** The page's only style sheet: it stands in the page, which asks for nothing else. */
export const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --get: #0a6; --post: #06c; --delete: #c33; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 19rem minmax(0, 1fr); }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: .875rem; }
nav ul { list-style: none; margin: 0 0 1rem; padding: 0; }
nav a { display: block; padding: .1rem 0; text-decoration: none; overflow-wrap: anywhere; }
nav a:hover, nav a:focus-visible { text-decoration: underline; }
main { padding: 1rem 2rem 4rem; max-width: 64rem; }
h1 { font-size: 1.75rem; } h2 { margin-top: 3rem; border-bottom: 1px solid var(--line); } h3 { margin-bottom: .25rem; overflow-wrap: anywhere; }
section section { margin-top: 2rem; }
code, pre { font-family: ui-monospace, monospace; font-size: .875em; }
pre { padding: .75rem; overflow: auto; background: var(--soft); border: 1px solid var(--line); border-radius: .25rem; max-height: 28rem; }
.method { font: bold .8em ui-monospace, monospace; color: var(--post); } .get { color: var(--get); } .delete { color: var(--delete); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; font-size: .9rem; }
caption { text-align: left; font-weight: bold; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; border-top: 1px solid var(--line); }
td:first-child { white-space: nowrap; }
summary { cursor: pointer; }
.skip { position: absolute; left: -99rem; } .skip:focus { left: 1rem; top: 1rem; background: Canvas; padding: .5rem; z-index: 1; }
@media (max-width: 60rem) { body { display: block; } nav { position: static; height: auto; border: 0; border-bottom: 1px solid var(--line); } main { padding: 1rem; } }
`;
