import { officeDb } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import type { Scope } from "../platform/scope.ts";
import { environmentSettings, overridesOf } from "./current.ts";
import { type Settings, settingKeys } from "./model.ts";

/** 設定 of the operator's console: what counts, what the environment says, and how often it was changed. */
export async function getSettings(scope: Scope): Promise<{ values: Settings; defaults: Settings; version: number }> {
  permit(scope, "console:read");
  const rows = await officeDb(scope).setting.findMany({ where: { key: { in: [...settingKeys] } } });
  const defaults = environmentSettings();
  return { values: { ...defaults, ...overridesOf(rows) }, defaults, version: versionOf(rows) };
}

/** Of all settings together, since one form changes them all: it grows with each change of any. */
export function versionOf(rows: readonly { readonly version: number }[]): number {
  return rows.reduce((sum, { version }) => sum + version, 0);
}
