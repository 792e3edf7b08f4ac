import { asArray, asRecord, asText, type Fields, recordOf } from "../text.ts";

/** One issue (or monitor) of a GlitchTip message, whichever of its three forms it came in. */
export interface GlitchtipAlert {
  readonly title: string | null;
  readonly url: string | null;
  readonly shortId: string | null;
  readonly text: string | null;
  /** Names as shown, e.g. `Environment`, with their values; a few dozen at most. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

export interface GlitchtipMessage {
  /** `GlitchTip Alert`, `GlitchTip Alert (3 issues)`, `GlitchTip Uptime Alert`. */
  readonly heading: string;
  readonly alerts: readonly GlitchtipAlert[];
}

const alertsMax = 100;
const fieldsMax = 50;

/**
 * Reads a message of GlitchTip (glitchtip-backend apps/alerts/webhooks.py) in its general form
 * (compatible with Slack), for Discord, or for Google Chat. Null when it is none of them.
 */
export function readMessage(body: Fields): GlitchtipMessage | null {
  return readGeneral(body) ?? readDiscord(body) ?? readGoogleChat(body);
}

function headingOf(value: unknown): string | null {
  const text = asText(value, 200);
  return text?.startsWith("GlitchTip") === true ? text : null;
}

function records(value: unknown): readonly Fields[] {
  const found: Fields[] = [];
  for (const item of asArray(value).slice(0, alertsMax)) {
    const record = asRecord(item);
    if (record !== null) found.push(record);
  }
  return found;
}

function readGeneral(body: Fields): GlitchtipMessage | null {
  const heading = headingOf(body["text"]) ?? headingOf(body["alias"]);
  if (heading === null || !Array.isArray(body["attachments"])) return null;
  const sections = records(body["sections"]);
  const alerts = records(body["attachments"]).map((attachment, i) => ({
    title: asText(attachment["title"], 8192),
    url: asText(attachment["title_link"], 2048),
    shortId: shortIdOf(sections[i]?.["activitySubtitle"]),
    text: asText(attachment["text"], 2000),
    fields: pairs(attachment["fields"], "title", "value"),
  }));
  return { heading, alerts };
}

function readDiscord(body: Fields): GlitchtipMessage | null {
  const heading = headingOf(body["content"]);
  if (heading === null || !Array.isArray(body["embeds"])) return null;
  const alerts = records(body["embeds"]).map((embed) => ({
    title: asText(embed["title"], 8192),
    url: asText(embed["url"], 2048),
    shortId: null,
    text: asText(embed["description"], 2000),
    fields: pairs(embed["fields"], "name", "value"),
  }));
  return { heading, alerts };
}

/** Cards: the project stands in the card's header, everything else in the widgets of its sections. */
function readGoogleChat(body: Fields): GlitchtipMessage | null {
  const cards = records(body["cardsV2"]).map((card) => recordOf(card["card"]));
  const heading = headingOf(recordOf(cards[0]?.["header"])["title"]);
  if (heading === null) return null;
  const alerts = cards.flatMap((card) => {
    const project = asText(recordOf(card["header"])["subtitle"], 200);
    return records(card["sections"]).map((section) => readSection(section, project));
  });
  return { heading, alerts: alerts.slice(0, alertsMax) };
}

function readSection(section: Fields, project: string | null): GlitchtipAlert {
  const widgets = records(section["widgets"]);
  const labelled = widgets.map((widget) => widget["decoratedText"]);
  const buttons = widgets.flatMap((widget) => records(recordOf(widget["buttonList"])["buttons"]));
  const link = buttons.map((button) => recordOf(recordOf(button["onClick"])["openLink"])["url"])[0];
  const fields = pairs(labelled, "topLabel", "text");
  return {
    title: withoutMarkup(asText(section["header"], 8192)),
    url: asText(link, 2048),
    shortId: shortIdOf(buttons[0]?.["text"]),
    text: fields.find(([name]) => name === "Culprit")?.[1] ?? null,
    fields: project === null ? fields : [["Project", project], ...fields],
  };
}

/** Google Chat's header is coloured: `<font color='#e52b50'>ValueError: bad value</font>`. */
function withoutMarkup(text: string | null): string | null {
  if (text === null || !text.startsWith("<font")) return text;
  return asText(text.slice(text.indexOf(">") + 1).replace(/<\/font>\s*$/, ""), 8192);
}

/** `[View Issue DEVGUARD-API-5](https://…)`, or the words alone. */
function shortIdOf(value: unknown): string | null {
  const text = asText(value, 500);
  return text === null ? null : (/View Issue ([^\]\s]{1,100})/.exec(text)?.[1] ?? null);
}

function pairs(value: unknown, nameKey: string, valueKey: string): GlitchtipAlert["fields"] {
  const found: [string, string][] = [];
  for (const record of records(value).slice(0, fieldsMax)) {
    const name = asText(record[nameKey], 200);
    const text = asText(record[valueKey], 1024);
    if (name !== null && text !== null) found.push([name, text]);
  }
  return found;
}
