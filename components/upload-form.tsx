"use client";

import { type FormEvent, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { formatBytes } from "#lib/platform/format.ts";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { UploadProgress } from "./upload-progress.tsx";
import { useUpload } from "./use-upload.ts";

type UploadFormProps = {
  /** Where it is sent in parts (tus). */
  readonly endpoint: string;
  /** Where the browser sends the form itself, without a script. */
  readonly plainEndpoint: string;
  /** The page of an uploaded file; its id comes behind it. */
  readonly donePath: string;
  /** Made with the page: the same form sent twice brings one file. */
  readonly requestId: string;
  readonly maxBytes: number;
};

/**
 * A dump file on its way in. Without a script it is a form that sends the file in one go; with one it is sent in parts, can
 * be paused, and goes on after a cut or a reload when the same file is chosen again.
 */
export function UploadForm({ endpoint, plainEndpoint, donePath, requestId, maxBytes }: UploadFormProps) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const box = useRef<HTMLParagraphElement>(null);
  const [missing, setMissing] = useState<string>();
  const whenDone = (uploadId: string) => window.location.assign(`${donePath}/${uploadId}?notice=file-uploaded`);
  const { state, begin, pause, goOn, cancel } = useUpload(endpoint, whenDone);
  const scripted = useSyncExternalStore(unchanging, inBrowser, onServer);
  const error = missing ?? state.error;

  useEffect(() => {
    if (error !== undefined) box.current?.focus();
  }, [error]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const file = field.current?.files?.[0];
    const problem = problemOf(file, maxBytes);
    setMissing(problem);
    if (file && problem === undefined) begin(file);
  };
  const isUnderWay = state.step !== "idle";

  return (
    <form
      method="post"
      action={plainEndpoint}
      encType="multipart/form-data"
      onSubmit={submit}
      noValidate={scripted}
      className="max-w-xl"
    >
      <input type="hidden" name="requestId" value={requestId} />
      {error !== undefined && (
        <p ref={box} role="alert" tabIndex={-1} className="mb-6 flex gap-3 rounded-12 border-2 border-error-2 bg-white p-4">
          <Icon name="error" className="mt-0.5 size-6 text-error-2" />
          <span className="min-w-0 font-700">
            <span className="sr-only">エラー: </span>
            {error}
          </span>
        </p>
      )}
      <div className="mb-6 flex flex-col gap-1">
        <label htmlFor={id} className="font-700">
          ダンプファイル
          <span className="ms-2 font-400 text-error-2">※必須</span>
        </label>
        <p id={`${id}-hint`} className="text-solid-gray-700">
          {formatBytes(maxBytes)}まで。
          {scripted && "途中で切れたときは、同じファイルを選択すると続きから送ります。"}
        </p>
        <input
          ref={field}
          id={id}
          type="file"
          name="file"
          required
          disabled={isUnderWay}
          aria-describedby={`${id}-hint`}
          aria-invalid={missing !== undefined || undefined}
          onChange={() => setMissing(undefined)}
          className="min-h-12 w-full rounded-8 border border-solid-gray-600 bg-white px-3 py-2"
        />
      </div>
      {isUnderWay && <UploadProgress state={state} />}
      <div className="flex flex-wrap gap-3">
        {!isUnderWay && (
          <Button type="submit" look="primary">
            実行
          </Button>
        )}
        {state.step === "sending" && <Button onClick={pause}>一時停止</Button>}
        {(state.step === "paused" || state.step === "stopped") && (
          <Button look="primary" onClick={goOn}>
            再開
          </Button>
        )}
        {["sending", "paused", "stopped"].includes(state.step) && <Button onClick={cancel}>取り消し</Button>}
      </div>
    </form>
  );
}

function problemOf(file: File | undefined, maxBytes: number): string | undefined {
  if (!file) return "ダンプファイルを選択してください。";
  if (file.size === 0) return "ダンプファイルが空です。ファイルを作成し直してから、もう一度選択してください。";
  if (file.size <= maxBytes) return undefined;
  return `ダンプファイルが大きすぎます（上限${formatBytes(maxBytes)}）。ORCAサポートセンタに相談してください。`;
}

const unchanging = () => () => {};
const inBrowser = () => true;
const onServer = () => false;
