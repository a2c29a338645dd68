import { z } from "zod";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { ImportProgress } from "#components/import-progress.tsx";
import { Section } from "#components/page-frame.tsx";
import { importIdInput } from "#lib/imports/inputs.ts";
import { isOpen } from "#lib/imports/model.ts";
import { getImport } from "#lib/imports/queries.ts";
import { OrcaMenu } from "../../orca-menu.tsx";
import { importsStep, orcaPath } from "../../orca-path.ts";
import { isScheduled } from "../import-table.tsx";
import { ImportButtons } from "./import-buttons.tsx";
import { ImportFields } from "./import-fields.tsx";
import { ImportLog } from "./import-log.tsx";
import { ImportResult } from "./import-result.tsx";
import { Report } from "./report.tsx";

const title = "インポートの状況";
/** Which tables of the report are shown. */
const input = importIdInput.extend({ tables: z.enum(["changed", "all"]).catch("changed").default("changed") });
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "databases:read",
    input,
    title,
    heading: ({ tenant }) => `${title} (${tenant.name})`,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
  },
  async (scope, { id, tables }) => {
    const { orcamoId } = scope.tenant;
    const view = await getImport(scope, id);
    const scheduled = isScheduled(view, scope.clock.now());
    const href = paths.import(orcamoId, id);
    return (
      <>
        <OrcaMenu scope={scope} />
        <ImportResult view={view} scheduled={scheduled} />
        {isOpen(view.state) && !scheduled && (
          <ImportProgress
            kind={view.kind}
            step={{ state: view.state, progress: view.progress, cancelling: view.cancelling }}
            eventsHref={paths.importEvents(orcamoId, id)}
            href={href}
          />
        )}
        <div className="my-4 flex flex-wrap gap-3">
          <ImportButtons scope={scope} view={view} />
        </div>
        <ImportFields view={view} scheduled={scheduled} />
        {view.report && (
          <Section title="レポート" id="report">
            <Report report={view.report} tables={tables} href={href} />
          </Section>
        )}
        {view.hasLog && (
          <Section title="インポートログ">
            <ImportLog scope={scope} id={id} />
          </Section>
        )}
        <div className="mt-8">
          <ButtonLink href={paths.imports(orcamoId)}>一覧に戻る</ButtonLink>
        </div>
      </>
    );
  },
);
