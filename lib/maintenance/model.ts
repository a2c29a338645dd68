export type MaintenanceStatus = "planned" | "running" | "over" | "withdrawn";

export const maintenanceStatusLabels = {
  planned: "予定",
  running: "実施中",
  over: "終了",
  withdrawn: "取下げ",
} as const satisfies Record<MaintenanceStatus, string>;

export const limits = { titleLength: 200, pageSize: 20 } as const;

export interface MaintenancePeriod {
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly withdrawnAt: Date | null;
}

/** Seen from a moment: nothing of it but the withdrawal is stored. */
export function maintenanceStatus({ startsAt, endsAt, withdrawnAt }: MaintenancePeriod, now: Date): MaintenanceStatus {
  if (withdrawnAt) return "withdrawn";
  if (startsAt > now) return "planned";
  return endsAt <= now ? "over" : "running";
}
