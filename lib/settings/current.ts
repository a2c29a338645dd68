import { env } from "../platform/env.ts";
import { log } from "../platform/log.ts";
import { once } from "../platform/once.ts";
import { systemPool } from "../platform/system-db.ts";
import { settingShape } from "./inputs.ts";
import { type SettingKey, type Settings, settingKeys } from "./model.ts";

/**
 * What counts now, without waiting: the last that was read, or the environment where nothing was. Another process sees
 * a change some seconds later. What removes data must not trust it (freshSettings).
 */
export function currentSettings(): Settings {
  const cache = held();
  if (performance.now() >= cache.due && !cache.reading) {
    cache.reading = true;
    freshSettings()
      .catch((error: unknown) => log.warn("settings-not-read", { error }))
      .finally(() => {
        cache.reading = false;
        cache.due = performance.now() + refreshMs;
      });
  }
  return { ...environmentSettings(), ...cache.overrides };
}

/** What counts, read now. @throws when the database is away */
export async function freshSettings(): Promise<Settings> {
  const { rows } = await systemPool().query<SettingRow>("SELECT key, value FROM settings WHERE key = ANY($1)", [settingKeys]);
  const cache = held();
  cache.overrides = overridesOf(rows);
  cache.due = performance.now() + refreshMs;
  return { ...environmentSettings(), ...cache.overrides };
}

/** What counts where the operator set nothing. */
export function environmentSettings(): Settings {
  const { brand, sessionIdleMinutes, sessionAbsoluteHours, signInRetentionYears } = env();
  const { supportName, supportPhone, supportMail } = brand;
  return { supportName, supportPhone, supportMail, sessionIdleMinutes, sessionAbsoluteHours, signInRetentionYears };
}

/** A value that is no longer allowed counts as none: the environment's is the safe one. */
export function overridesOf(rows: readonly SettingRow[]): Partial<Settings> {
  const valid = rows.flatMap(({ key, value }) => {
    if (!isSettingKey(key)) return [];
    const read = settingShape[key].safeParse(value);
    return read.success ? [[key, read.data]] : [];
  });
  return Object.fromEntries(valid);
}

interface SettingRow {
  readonly key: string;
  readonly value: unknown;
}

const refreshMs = 5_000;

function isSettingKey(key: string): key is SettingKey {
  return settingKeys.some((known) => known === key);
}

function held(): { overrides: Partial<Settings>; due: number; reading: boolean } {
  return once("settings", () => ({ overrides: {}, due: 0, reading: false }));
}
