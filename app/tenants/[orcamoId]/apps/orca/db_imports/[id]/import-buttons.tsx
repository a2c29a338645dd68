import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";
import { can } from "#lib/access/permissions.ts";
import type { ImportView } from "#lib/imports/queries.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { ImportDialog } from "../questions.tsx";

interface ImportButtonsProps {
  readonly scope: Scope;
  readonly view: ImportView;
}

/** What can be done with it now. */
export function ImportButtons({ scope: { actor, tenant }, view }: ImportButtonsProps) {
  const { orcamoId } = tenant;
  const { id, kind, state, uploadId } = view;
  const goodTest = kind === "test" && state === "done" && uploadId !== null;
  return (
    <>
      {goodTest && can(actor, "databases:import") && (
        <ButtonLink look="primary" href={paths.liveImport(orcamoId, uploadId)}>
          本番インポートへ進む
        </ButtonLink>
      )}
      {state === "failed" && can(actor, "databases:upload") && (
        <ButtonLink href={paths.newImport(orcamoId)}>別のファイルをアップロード</ButtonLink>
      )}
      {view.canCancel && can(actor, "databases:cancel") && <ImportDialog orcamoId={orcamoId} id={id} ask="cancel" />}
      {view.canRollBack && can(actor, "databases:import") && <ImportDialog orcamoId={orcamoId} id={id} ask="rollBack" />}
      {view.canDiscard && can(actor, "databases:test-import") && <ImportDialog orcamoId={orcamoId} id={id} ask="discard" />}
      {view.safetyDumpId && <ButtonLink href={paths.dumps(orcamoId)}>切り替え前のダンプを見る</ButtonLink>}
    </>
  );
}
