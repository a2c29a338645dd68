import { systemScope } from "#lib/access/system-scope.ts";
import { writeCertificateFiles } from "#server/handout/certificate-files.ts";
import { handOutNumbers } from "./certificates.ts";
import { handoutFile } from "./handout-directory.ts";
import { program } from "./program.ts";

/** One certificate an organisation, beside the login IDs of its first users. */
export async function writeDemoHandouts(): Promise<void> {
  for (const [orcamoId, number] of Object.entries(handOutNumbers)) {
    await writeCertificateFiles(await systemScope(orcamoId, program), number, handoutFile(orcamoId));
  }
}
