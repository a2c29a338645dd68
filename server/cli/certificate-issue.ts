import { randomUUID } from "node:crypto";
import { systemScope } from "#lib/access/system-scope.ts";
import { issueInput } from "#lib/certificates/inputs.ts";
import { kindsByTenant } from "#lib/certificates/model.ts";
import { requestCertificates } from "#lib/certificates/request.ts";
import { writeCertificateFiles } from "#server/handout/certificate-files.ts";
import { type Command, readInput, UsageError } from "./command.ts";
import { handoutPlace } from "./handout-place.ts";
import { program } from "./program.ts";

export const issueCertificates: Command = {
  name: "certificate issue",
  usage: "--tenant u00000099 [--kind client|db|api|backup|vendor|operator] [--count 1] [--note TEXT] [--out DIRECTORY]",
  about: "New certificates; p12, password, certificate and ca.crt are written to files that only you can read.",
  async run({ tenant = "", kind, count = "1", note = "", out }) {
    const scope = await systemScope(tenant, program);
    const allowed = kindsByTenant[scope.tenant.kind];
    const input = readInput(issueInput, { requestId: randomUUID(), kind: kind ?? allowed[0], count, note }, {});
    if (!allowed.includes(input.kind))
      throw new UsageError(`--kind: ${tenant} is a ${scope.tenant.kind}: ${allowed.join(" or ")}.`);
    for (const number of await requestCertificates(scope, input)) {
      const files = await writeCertificateFiles(scope, number, out ?? handoutPlace(scope));
      console.log(files.join("\n"));
    }
    return 0;
  },
};
