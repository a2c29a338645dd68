/**
 * What a stranger typed, for a log: control, bidi and other invisible characters become U+FFFD, since a crafted name
 * must not disguise a line, and PostgreSQL refuses NUL and half a character. Variation selectors stay: names of people
 * are written with them.
 * @param length in UTF-16 units; longer texts are cut, never in the middle of a character.
 */
export function plainText(text: string, length: number): string {
  const cut = text.slice(0, length);
  // Half a character at the end is the cut's doing and goes; others were sent so and show.
  const whole = cut.length < text.length && /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
  return whole.toWellFormed().replace(/[\p{Cc}\p{Cf}\u2028\u2029\u115F\u1160\u3164\uFFA0]/gu, "\uFFFD");
}
