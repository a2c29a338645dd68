import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { ConfirmDialog } from "#components/confirm-dialog.tsx";
import type { ConsoleTenant } from "#lib/tenants/console-queries.ts";
import { resumeTenantAction } from "../actions.ts";
import { resumeQuestion } from "./resume-question.ts";

/** What can be done with it. A closed one is there to be read. */
export function TenantButtons({ tenant: { orcamoId, kind, state } }: { readonly tenant: ConsoleTenant }) {
  const others = kind !== "operator";
  return (
    <div className="mt-6 flex flex-wrap gap-3">
      <ButtonLink href={paths.consoleTenants()}>一覧に戻る</ButtonLink>
      {state !== "closed" && <ButtonLink href={paths.consoleChangeTenant(orcamoId)}>変更</ButtonLink>}
      {state !== "closed" && others && <ButtonLink href={paths.enterTenant(orcamoId)}>テナントに入る</ButtonLink>}
      {state === "active" && others && <ButtonLink href={paths.consoleRescue(orcamoId)}>証明書の緊急発行</ButtonLink>}
      {state === "active" && others && (
        <ButtonLink look="danger" href={paths.consoleStopTenant(orcamoId)}>
          停止
        </ButtonLink>
      )}
      {state === "stopped" && (
        <>
          <ConfirmDialog
            trigger="再開"
            look="primary"
            message={resumeQuestion}
            action={resumeTenantAction}
            fallbackHref={paths.consoleResumeTenant(orcamoId)}
          >
            <input type="hidden" name="orcamoId" value={orcamoId} />
          </ConfirmDialog>
          <ButtonLink look="danger" href={paths.consoleCloseTenant(orcamoId)}>
            解約
          </ButtonLink>
        </>
      )}
    </div>
  );
}
