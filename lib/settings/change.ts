import { inOffice } from "../access/office.ts";
import { permit } from "../access/permissions.ts";
import { changesBetween } from "../audit/changes.ts";
import { lockChain, recordAudit } from "../audit/record.ts";
import { Prisma } from "../platform/prisma/client.ts";
import { Refusal } from "../platform/refusal.ts";
import type { Scope } from "../platform/scope.ts";
import { environmentSettings, freshSettings, overridesOf } from "./current.ts";
import type { SettingsInput } from "./inputs.ts";
import { type SettingKey, settingKeys } from "./model.ts";
import { versionOf } from "./queries.ts";

/**
 * In force in this process at once, in others some seconds later. What equals the environment's is stored as nothing of
 * its own: it goes with the environment from then on.
 * @throws Refusal ENTRY_CHANGED
 */
export async function changeSettings(scope: Scope, { version, ...wanted }: SettingsInput): Promise<void> {
  permit(scope, "console:settings");
  const defaults = environmentSettings();
  await inOffice(scope, async (inner) => {
    await lockChain(inner);
    const rows = await inner.office.setting.findMany({ where: { key: { in: [...settingKeys] } } });
    const before = { ...defaults, ...overridesOf(rows) };
    const changed = settingKeys.filter((key) => before[key] !== wanted[key]);
    // The second of two clicks finds its own work done.
    if (changed.length === 0) return;
    if (versionOf(rows) !== version) throw new Refusal("ENTRY_CHANGED");
    for (const key of changed) await store(inner, key, wanted[key] === defaults[key] ? Prisma.JsonNull : wanted[key]);
    const facts = changesBetween(before, wanted);
    await recordAudit(inner, { action: "settings:change", target: changed.join(" "), facts });
  });
  await freshSettings();
}

type OfficeScope = Parameters<Parameters<typeof inOffice>[1]>[0];

async function store(
  { office, clock }: OfficeScope,
  key: SettingKey,
  value: string | number | typeof Prisma.JsonNull,
): Promise<void> {
  const changedAt = clock.now();
  await office.setting.upsert({
    where: { key },
    create: { key, value, version: 1, changedAt },
    update: { value, version: { increment: 1 }, changedAt },
  });
}
