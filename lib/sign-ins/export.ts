import { can, permit } from "../access/permissions.ts";
import { recordAudit } from "../audit/record.ts";
import { csvLine } from "../platform/csv.ts";
import { env } from "../platform/env.ts";
import { formatDateTimeSeconds } from "../platform/format.ts";
import type { Scope } from "../platform/scope.ts";
import { requireStillOpen } from "../sessions/still-open.ts";
import { findOlder, type Place, type SignInFilter, type SignInRow } from "./find.ts";
import type { SignInFilterInput } from "./inputs.ts";
import { describeBrowser, doorLabel, reasonLabel, resultLabels } from "./model.ts";
import { signInFilter } from "./queries.ts";

/**
 * The history as CSV, as the list shows it, without end: rows are read while the ones before them go out, so that
 * memory stays flat. Recorded before the first byte. Who is stopped meanwhile gets no more of it.
 * @returns pieces of the file; they end in an error, never early
 */
export async function exportSignIns(scope: Scope, input: SignInFilterInput): Promise<AsyncIterable<Buffer>> {
  permit(scope, "sign-ins:read-own");
  const filter = await signInFilter(scope, input);
  const { from = "", to = "", result, certificate, address } = input;
  const loginId = can(scope.actor, "sign-ins:read") ? input.loginId : (scope.actor.user?.loginId ?? "");
  const facts = { from, to, result, loginId, certificate, address };
  await recordAudit(scope, { action: "sign-ins:export", target: scope.tenant.orcamoId, facts });
  return pieces(scope, filter);
}

const batch = 1_000;

async function* pieces(scope: Scope, filter: SignInFilter | undefined): AsyncGenerator<Buffer> {
  let begun = `\ufeff${csvLine(header)}`;
  let place: Place | undefined;
  for (;;) {
    const rows = filter ? await findOlder(scope, filter, place, batch) : [];
    yield Buffer.from(begun + rows.map((row) => csvLine(cells(row))).join(""));
    if (rows.length < batch) return;
    begun = "";
    place = rows.at(-1);
    await requireStillOpen(scope);
  }
}

const header = [
  "日時",
  "ログインID",
  "氏名",
  "結果",
  "理由",
  "接続元IP",
  "証明書CN",
  "シリアル番号",
  "ブラウザ/OS",
  "アプリ",
] as const;

function cells(row: SignInRow): string[] {
  return [
    formatDateTimeSeconds(row.at),
    row.loginId,
    row.name ?? "",
    row.result === "success" ? resultLabels.success : resultLabels.failure,
    row.reason === null ? "" : reasonLabel(row.reason),
    row.address,
    row.commonName ?? "",
    row.serial ?? "",
    describeBrowser(row.userAgent),
    doorLabel(row.door, env().brand.product),
  ];
}
