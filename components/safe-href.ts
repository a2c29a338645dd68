/** The address when it is the web's, mail's or this site's own; undefined for anything that could run or mislead. */
export function safeHref(href: string): string | undefined {
  if (/^\/(?![/\\])[\x21-\x7e]*$/.test(href)) return href;
  if (!/^(?:https?:\/\/|mailto:)[^\s\\\p{Cc}\p{Cf}]+$/iu.test(href)) return undefined;
  const url = URL.parse(href);
  // https://bank.example@elsewhere.example/ is elsewhere.
  return url && url.username === "" && url.password === "" ? url.href : undefined;
}
