import { formatBytes } from "#lib/platform/format.ts";
import { ProgressBar } from "./progress-bar.tsx";
import type { UploadState } from "./use-upload.ts";

/** How far the file is. Read out at each tenth alone: a screen reader would speak of nothing else. */
export function UploadProgress({ state }: { readonly state: UploadState }) {
  const { step, sent, size, bytesPerSecond, resumed } = state;
  const done = size === 0 ? 0 : sent / size;
  const secondsLeft = bytesPerSecond ? (size - sent) / bytesPerSecond : null;
  return (
    <div className="mb-6">
      {resumed && <p className="mb-2">前回の続きからアップロードします。</p>}
      <p className="mb-1">{stepWords[step]}</p>
      <ProgressBar label="アップロードの進み具合" done={done} bytesPerSecond={bytesPerSecond} secondsLeft={secondsLeft} />
      <p className="text-solid-gray-700">
        {formatBytes(sent)} / {formatBytes(size)}
      </p>
      <p role="status" className="sr-only">
        {step === "sending" ? `アップロード中 ${Math.floor(done * 10) * 10}％` : stepWords[step]}
      </p>
    </div>
  );
}

const stepWords = {
  idle: "",
  sending: "アップロードしています。この画面を閉じずにお待ちください。",
  paused: "一時停止しています。「再開」を押すと、続きから送ります。",
  stopped: "アップロードを止めています。",
  checking: "届いたファイルを、元のファイルと照合しています。",
  done: "アップロードが終わりました。",
} as const satisfies Record<UploadState["step"], string>;
