export type HealthLevel = "good" | "attention" | "bad" | "unused";

export const levelLabels = {
  good: "正常",
  attention: "注意",
  bad: "異常",
  unused: "未使用",
} as const satisfies Record<HealthLevel, string>;

/** One line of 稼働状況: how it is, in a sentence, and what to do where it is not as it should be. */
export interface Finding {
  readonly name: string;
  readonly level: HealthLevel;
  readonly fact: string;
  readonly remedy: string;
}

export interface JobFacts {
  readonly name: string;
  /** Cron, UTC; null when rows alone enqueue it. */
  readonly cron: string | null;
  readonly waiting: number;
  readonly running: number;
  /** In the last 24 hours, after all retries. */
  readonly failed: number;
  readonly oldestWaiting: Date | null;
  readonly lastSuccess: Date | null;
  /** From when on it was to run; null when no worker ever planned it. */
  readonly plannedSince: Date | null;
}

export interface JobLine extends JobFacts {
  readonly level: HealthLevel;
  readonly overdue: boolean;
}

const minute = 60_000;

/** How long a queue may stand: a job that rows enqueue is taken within seconds. */
const patience = 10 * minute;

export function judgeJob(job: JobFacts, now: Date): JobLine {
  const interval = cronInterval(job.cron);
  const last = job.lastSuccess ?? job.plannedSince;
  const late = interval !== undefined && last !== null && now.getTime() - last.getTime() > 2 * interval + patience;
  const stuck = job.oldestWaiting !== null && now.getTime() - job.oldestWaiting.getTime() > patience;
  const overdue = late || stuck;
  return { ...job, overdue, level: overdue ? "bad" : job.failed > 0 ? "attention" : "good" };
}

/** Milliseconds between two runs, for the schedules that the portal has; undefined for others and for none. */
export function cronInterval(cron: string | null): number | undefined {
  const [minutes = "", hours = ""] = /^(\S+) (\S+) \* \* \*$/.exec(cron ?? "")?.slice(1) ?? [];
  if (minutes === "*" && hours === "*") return minute;
  const step = /^\*\/(\d+)$/.exec(minutes)?.[1];
  if (step && hours === "*") return Number(step) * minute;
  if (/^\d+$/.test(minutes) && hours === "*") return 60 * minute;
  return /^\d+$/.test(minutes) && /^\d+$/.test(hours) ? 24 * 60 * minute : undefined;
}
