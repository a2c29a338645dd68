import { systemScope } from "#lib/access/system-scope.ts";
import { enterCertificate } from "#lib/certificates/enter.ts";
import { revokeCertificate } from "#lib/certificates/revoke.ts";
import { clockAt } from "#lib/platform/clock.ts";
import { systemPool } from "#lib/platform/system-db.ts";
import type { Say } from "#server/start/say.ts";
import { type DemoCertificate, demoCertificates } from "./certificates.ts";
import { program } from "./program.ts";

/** Real certificates with real keys, in the order of their dates; two at once, since most of the time is key generation. */
export async function issueDemoCertificates(began: Date, say: Say): Promise<void> {
  const waiting = demoCertificates(began);
  const total = waiting.length;
  await keepNumbers(Math.max(...waiting.map(({ number }) => number)));
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await issue(next);
      const done = total - waiting.length;
      if (done % 40 === 0) say(`  ${done} of ${total} demo certificates`);
    }
  };
  await Promise.all([lane(), lane()]);
}

async function issue({ orcamoId, issuedAt, revoked, ...certificate }: DemoCertificate): Promise<void> {
  const scope = await systemScope(orcamoId, program, clockAt(issuedAt));
  await enterCertificate(scope, certificate);
  if (!revoked) return;
  await revokeCertificate({ ...scope, clock: clockAt(revoked.at) }, { number: certificate.number, reason: revoked.reason });
}

/** What people request afterwards is numbered above. Before the first line, so that no number is ever met twice. */
async function keepNumbers(highest: number): Promise<void> {
  await systemPool().query(
    "SELECT setval('certificate_lines_number_seq', greatest($1, (SELECT last_value FROM certificate_lines_number_seq)))",
    [highest],
  );
}
