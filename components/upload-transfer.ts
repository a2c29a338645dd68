import { type DetailedError, type PreviousUpload, Upload } from "tus-js-client";
import { comparedBytes } from "#lib/uploads/model.ts";
import { askUpload, sentenceOf, UploadRefused } from "./ask-upload.ts";
import { hashFile } from "./hash-file.ts";
import { isPassing, retryDelays } from "./upload-retry.ts";

/** What a transfer tells of itself. */
export interface TransferEvents {
  /** In bytes. */
  progress(sent: number): void;
  /** An earlier beginning was found, and this goes on from there. */
  resumed(): void;
  /** All was sent; the hash is still being compared. */
  checking(): void;
  done(id: string): void;
  /** It stopped, with cause and action; `start` may try again. */
  failed(sentence: string): void;
}

/**
 * One file on its way by tus: goes on by itself after a cut, after a reload of the page (when the same file is chosen again)
 * and after a restart of the portal. Its hash is computed meanwhile, from the file itself.
 */
export class UploadTransfer {
  readonly #file: File;
  readonly #endpoint: string;
  readonly #events: TransferEvents;
  readonly #upload: Upload;
  readonly #ended = new AbortController();
  #hash: Promise<string | null> | undefined;
  #looked = false;

  constructor(file: File, endpoint: string, events: TransferEvents) {
    this.#file = file;
    this.#endpoint = endpoint;
    this.#events = events;
    this.#upload = new Upload(file, {
      endpoint,
      // Whole pieces of the server, so that each request but the last counts to its end, where it waits for the disk.
      chunkSize: 32 * comparedBytes,
      retryDelays,
      metadata: { filename: file.name, requestid: crypto.randomUUID() },
      removeFingerprintOnSuccess: true,
      onShouldRetry: ({ originalResponse }) => isPassing(originalResponse?.getStatus() ?? 0),
      onProgress: (sent) => events.progress(sent),
      onSuccess: () => void this.#finish(),
      onError: (error) => void this.#explain(error),
    });
  }

  async start(): Promise<void> {
    // A failure to read the file is told by the sending, too; without a hash the file is compared by its length alone.
    this.#hash ??= hashFile(this.#file, this.#ended.signal).catch(() => null);
    try {
      if (!this.#looked) await this.#lookBack();
      this.#looked = true;
      if (!this.#ended.signal.aborted) this.#upload.start();
    } catch (error) {
      this.#events.failed(sentenceOf(error));
    }
  }

  async pause(): Promise<void> {
    await this.#upload.abort();
  }

  /** 取り消し: what was sent is removed at once. */
  async cancel(): Promise<void> {
    this.#ended.abort();
    // It may be gone already, or be swept later: the person has decided all the same.
    await this.#upload.abort(true).catch(() => undefined);
  }

  /** Whether this very file was begun before, by its name, size and date, and, asked of the server, by its first piece. */
  async #lookBack(): Promise<void> {
    const [previous] = await this.#upload.findPreviousUploads();
    if (!previous?.uploadUrl) return;
    const firstPieceSha256 = await hashFile(this.#file.slice(0, comparedBytes));
    try {
      await askUpload(`${previous.uploadUrl}/resume`, { size: this.#file.size, firstPieceSha256 });
    } catch (error) {
      if (!(error instanceof UploadRefused) || !isOver(error)) throw error;
      await this.#forget(previous);
      return;
    }
    this.#upload.resumeFromPreviousUpload(previous);
    this.#events.resumed();
  }

  async #forget({ urlStorageKey }: PreviousUpload): Promise<void> {
    await this.#upload.options.urlStorage?.removeUpload(urlStorageKey);
  }

  async #finish(): Promise<void> {
    const { url } = this.#upload;
    if (!url) return;
    this.#events.checking();
    const sha256 = (await this.#hash) ?? null;
    try {
      await askUpload(`${new URL(url, window.location.href).pathname}/finish`, { sha256 });
      this.#events.done(url.slice(url.lastIndexOf("/") + 1));
    } catch (error) {
      this.#events.failed(sentenceOf(error));
    }
  }

  /** A connection that the server broke says nothing: what it has against going on is asked for. */
  async #explain(error: Error | DetailedError): Promise<void> {
    const said = "originalResponse" in error ? error.originalResponse?.getBody() : undefined;
    if (said) return this.#events.failed(sentenceOf(UploadRefused.from(said)));
    const place = this.#upload.url ?? this.#endpoint;
    const asked = askUpload(`${place}/resume`, { size: this.#file.size, firstPieceSha256: null });
    const refused = await asked.then(
      () => undefined,
      (refusal: unknown) => refusal,
    );
    return this.#events.failed(sentenceOf(refused ?? error));
  }
}

/** Nothing to go on with: begun by another person at this computer, cancelled, or swept. */
function isOver({ code }: UploadRefused): boolean {
  return ["NOT_FOUND", "NOT_PERMITTED", "UPLOAD_GONE", "UPLOAD_HASH_DIFFERS", "UPLOAD_NOT_WHOLE"].includes(code);
}
