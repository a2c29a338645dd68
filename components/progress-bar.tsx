import { formatBytes, formatDuration } from "#lib/platform/format.ts";

type ProgressBarProps = {
  /** What advances: `インポートの進み具合` */
  readonly label: string;
  /** 0 to 1. */
  readonly done: number;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
};

/** How far it is, how fast it goes, and how long it will take: drawn by the browser, and in words. */
export function ProgressBar({ label, done, bytesPerSecond, secondsLeft }: ProgressBarProps) {
  const percent = percentOf(done);
  return (
    <div>
      <progress value={percent} max={100} aria-label={label} className={bar} />
      <p className="mt-1 flex flex-wrap gap-x-6">
        <span className="font-700">{percent}％</span>
        {bytesPerSecond !== null && <span>速度 {formatBytes(Math.round(bytesPerSecond))}/秒</span>}
        {secondsLeft !== null && <span>残り時間 {formatDuration(secondsLeft)}</span>}
      </p>
    </div>
  );
}

/** Drawn by us, since browsers differ in what they colour; by the browser where the person chose the colours. */
const bar =
  "block h-6 w-full appearance-none overflow-hidden rounded-8 border border-solid-gray-600 bg-white [&::-moz-progress-bar]:bg-blue-900 [&::-webkit-progress-bar]:bg-white [&::-webkit-progress-value]:bg-blue-900 forced-colors:appearance-auto";

/** Never 100 before the end: what is at 100 seems to hang. */
export function percentOf(done: number): number {
  return Math.max(0, Math.min(99, Math.floor(done * 100)));
}
