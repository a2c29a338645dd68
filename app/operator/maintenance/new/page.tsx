import { randomUUID } from "node:crypto";
import { z } from "zod";
import { operatorPage, pageTitle } from "#app/_doors/page.tsx";
import { paths } from "#app/_doors/paths.ts";
import { ActionForm } from "#components/action-form.tsx";
import { HiddenField } from "#components/hidden-field.tsx";
import { createMaintenanceAction } from "../actions.ts";
import { labels, MaintenanceFields } from "../maintenance-fields.tsx";

const title = "メンテナンスの登録";
export const metadata = pageTitle(title);

export default operatorPage(
  {
    permission: "console:notices",
    input: z.object({}),
    title,
    path: () => [{ label: "メンテナンス", href: paths.consoleMaintenance() }, { label: title }],
    tab: "console-maintenance",
    narrow: true,
  },
  async () => (
    <ActionForm action={createMaintenanceAction} labels={labels} className="mt-6 max-w-md">
      <HiddenField name="id" value={randomUUID()} />
      <MaintenanceFields cancelHref={paths.consoleMaintenance()} />
    </ActionForm>
  ),
);
