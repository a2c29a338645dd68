"use server";

import { z } from "zod";
import { goTo, tenantAction } from "#app/_doors/action.ts";
import { paths } from "#app/_doors/paths.ts";
import { cancelImport } from "#lib/imports/cancel.ts";
import { discardStaging } from "#lib/imports/discard-staging.ts";
import { importIdInput, requestImportInput } from "#lib/imports/inputs.ts";
import { requestImport } from "#lib/imports/request.ts";
import { rollBackImport } from "#lib/imports/roll-back.ts";
import { uploadInput } from "#lib/uploads/inputs.ts";
import { removeUpload } from "#lib/uploads/remove.ts";

/** Which one it is decides the form, and with it the permission; never a field. */
const testInput = requestImportInput.omit({ kind: true, scheduledFor: true, tenantName: true });

/** The password each time, not only when it was shown long ago: one form, one replaced database. */
const liveInput = requestImportInput
  .omit({ kind: true, keepStaging: true })
  .extend({ proofPassword: z.string().min(1, "パスワードを入力してください。") });

export const requestTestImportAction = tenantAction(
  { permission: "databases:test-import", input: testInput },
  async (scope, input) => {
    const { id } = await requestImport(scope, { ...input, kind: "test" });
    return goTo(paths.import(scope.tenant.orcamoId, id), "import-started");
  },
);

export const requestLiveImportAction = tenantAction(
  { permission: "databases:import", input: liveInput },
  async (scope, { proofPassword: _shown, ...input }) => {
    const { id } = await requestImport(scope, { ...input, kind: "live" });
    return goTo(paths.import(scope.tenant.orcamoId, id), input.scheduledFor ? "import-scheduled" : "import-started");
  },
);

export const cancelImportAction = tenantAction({ permission: "databases:cancel", input: importIdInput }, async (scope, input) => {
  await cancelImport(scope, input);
  return goTo(paths.import(scope.tenant.orcamoId, input.id), "import-cancelled");
});

export const rollBackImportAction = tenantAction(
  { permission: "databases:import", input: importIdInput },
  async (scope, input) => {
    await rollBackImport(scope, input);
    return goTo(paths.import(scope.tenant.orcamoId, input.id), "import-rolled-back");
  },
);

export const discardStagingAction = tenantAction(
  { permission: "databases:test-import", input: importIdInput },
  async (scope, input) => {
    await discardStaging(scope, input);
    return goTo(paths.import(scope.tenant.orcamoId, input.id), "staging-discarded");
  },
);

export const removeUploadAction = tenantAction({ permission: "databases:upload", input: uploadInput }, async (scope, input) => {
  await removeUpload(scope, input);
  return goTo(paths.newImport(scope.tenant.orcamoId), "upload-removed");
});
