/** A text for `contains` and `startsWith` as it was typed: Prisma hands LIKE's own characters on as they are. */
export function literally(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
