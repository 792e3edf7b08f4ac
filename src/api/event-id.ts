/** Event ids are kept as 32 digits in lower case; people paste them with dashes too. */
export function eventIdIn(text: string): string {
  const plain = text.replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}$/.test(plain) ? plain : text;
}
