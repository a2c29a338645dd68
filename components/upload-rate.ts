/** How fast it goes, over the last seconds: the whole average would tell of a pause for hours. */
export class UploadRate {
  #samples: { at: number; sent: number }[] = [];

  /** @param at in milliseconds. @param sent in bytes */
  note(at: number, sent: number): void {
    // What goes back to the last piece after a cut begins anew.
    if (sent < (this.#samples.at(-1)?.sent ?? 0)) this.#samples = [];
    this.#samples.push({ at, sent });
    while ((this.#samples[0]?.at ?? at) < at - window) this.#samples.shift();
  }

  forget(): void {
    this.#samples = [];
  }

  /** In bytes a second; null before there is something to say. */
  get bytesPerSecond(): number | null {
    const first = this.#samples[0];
    const last = this.#samples.at(-1);
    if (!first || !last || last.at - first.at < 1000) return null;
    return ((last.sent - first.sent) * 1000) / (last.at - first.at);
  }
}

const window = 10_000;
