/** What the server has against it, in its own words (application/problem+json). */
export class UploadRefused extends Error {
  readonly code: string;
  override readonly name = "UploadRefused";

  constructor(code: string, sentence: string) {
    super(sentence);
    this.code = code;
  }

  /** @param said the body of an answer: ours, or that of something in between */
  static from(said: string): UploadRefused {
    try {
      const { code, detail } = JSON.parse(said) as { code?: unknown; detail?: unknown };
      if (typeof code === "string" && typeof detail === "string") return new UploadRefused(code, detail);
    } catch {
      // Not ours.
    }
    return new UploadRefused("FAILED", failed);
  }
}

/** @throws UploadRefused; TypeError where nobody answers */
export async function askUpload(place: string, body: object): Promise<void> {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(place, { method: "POST", headers, body: JSON.stringify(body) });
  // Read in any case: the browser would break off an answer that is left.
  const said = await answer.text();
  if (!answer.ok) throw UploadRefused.from(said);
}

/** Cause and action. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UploadRefused) return error.message;
  if (error instanceof DOMException && error.name === "NotReadableError") return unreadable;
  return cut;
}

const cut =
  "通信が切れたため、アップロードを止めました。ネットワークの接続を確認してから「再開」を押してください。途中までのデータは残っています。";
const unreadable = "選択したファイルを読み取れません。移動や変更をしていないか確認し、もう一度ファイルを選択してください。";
const failed = "サーバで問題が発生したため、アップロードを止めました。しばらく待ってから「再開」を押してください。";
