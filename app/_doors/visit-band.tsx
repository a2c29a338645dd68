import { closeVisitAction } from "#app/tenants/[orcamoId]/enter/actions.ts";
import { ActionForm } from "#components/action-form.tsx";
import { Icon } from "#components/icon.tsx";
import { SubmitButton } from "#components/submit-button.tsx";
import type { Scope } from "#lib/platform/scope.ts";

/** Under the header of each page while a tenant is visited: whose it is, who is in it, why, and the way out. */
export function VisitBand({ scope }: { readonly scope: Scope }) {
  const { actor, tenant } = scope;
  const { visit, user } = actor;
  if (!visit || !user) return null;
  return (
    <section aria-label="他のテナントで作業中" className="border-b-4 border-warning-yellow-2 bg-yellow-50">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-x-6 gap-y-2 px-4 py-2 md:px-6">
        <div className="flex min-w-0 grow basis-64 items-start gap-2">
          <Icon name="info" className="mt-0.5 size-6 text-solid-gray-900" />
          <div className="min-w-0 wrap-anywhere">
            <p className="font-700 text-solid-gray-900">
              {visit.organizationName} の {user.name} としてこのテナントで作業しています。
            </p>
            {visit.reason !== "" && <p>理由: {visit.reason}</p>}
          </div>
        </div>
        <ActionForm action={closeVisitAction} className="screen-only">
          <input type="hidden" name="orcamoId" value={tenant.orcamoId} />
          <SubmitButton look="secondary">退出</SubmitButton>
        </ActionForm>
      </div>
    </section>
  );
}
