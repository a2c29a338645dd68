import { redirect } from "next/navigation";
import { pageTitle, tenantPage } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { Section } from "#components/page-frame.tsx";
import { importWarnings } from "#lib/imports/warn.ts";
import { uploadInput } from "#lib/uploads/inputs.ts";
import { getUpload } from "#lib/uploads/queries.ts";
import { importsStep, orcaPath } from "../../../../orca-path.ts";
import { UploadFields } from "../upload-fields.tsx";
import { LiveForm } from "./live-form.tsx";
import { LiveSteps } from "./live-steps.tsx";
import { Warnings } from "./warnings.tsx";

const title = "本番インポート";
export const metadata = pageTitle(title);

export default tenantPage(
  {
    permission: "databases:import",
    input: uploadInput,
    title,
    heading: ({ tenant }) => `${title} (${tenant.name})`,
    path: (scope) => orcaPath(scope, importsStep(scope), { label: title }),
    tab: "details",
    narrow: true,
  },
  async (scope, { id }) => {
    const upload = await getUpload(scope, id);
    if (upload.state !== "verified") redirect(paths.upload(scope.tenant.orcamoId, id));
    return (
      <div className="mt-4">
        <Warnings warnings={await importWarnings(scope)} />
        <UploadFields upload={upload} />
        <Section title="実行すると">
          <LiveSteps />
        </Section>
        <Section title="実行">
          <LiveForm tenant={scope.tenant} uploadId={id} />
        </Section>
      </div>
    );
  },
);
