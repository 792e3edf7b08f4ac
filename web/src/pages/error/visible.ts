// Line breaks and tabs are layout; every other control does something that is not seen.
const unseen = /(?![\n\r\t])[\p{Cc}\p{Bidi_Control}]/gu;
const pictures = 0x2400;
const deleteKey = 0x7f;

/**
 * A stranger's text with its invisible controls made visible: what turns the direction of writing round
 * could show a text as another one, and codes for terminals mean nothing here.
 */
export function visible(text: string): string {
  return text.replace(unseen, (control) => {
    const code = control.codePointAt(0) ?? 0;
    if (code < 0x20) return String.fromCodePoint(pictures + code);
    return code === deleteKey ? "␡" : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}
