import { paths } from "#app/_doors/paths.ts";
import { SignOutForm } from "#app/_doors/sign-out-form.tsx";
import { Button } from "#components/button.tsx";
import { AccountMenu, MenuGroup, MenuLink } from "#components/site-header.tsx";
import { can } from "#lib/access/permissions.ts";
import type { Scope } from "#lib/platform/scope.ts";

/** `日レセ ▼` of the manuals, with what this person may open (seed 004 §5 ②). */
export function OrcaMenu({ scope: { actor, tenant } }: { readonly scope: Scope }) {
  const { orcamoId } = tenant;
  const importHref = can(actor, "databases:upload") ? paths.newImport(orcamoId) : paths.imports(orcamoId);
  const signIns = can(actor, "sign-ins:read-own");
  const log = can(actor, "tenant-log:read");
  return (
    <nav aria-label="日レセのメニュー" className="mt-2 flex flex-wrap items-center gap-3">
      <AccountMenu label="日レセ" side="start">
        <MenuGroup label="データベース">
          <MenuLink href={importHref}>DBインポート</MenuLink>
          <MenuLink href={paths.dumps(orcamoId)}>DBダンプ</MenuLink>
        </MenuGroup>
        {(signIns || log) && (
          <MenuGroup label="運用">
            {signIns && <MenuLink href={paths.signIns(orcamoId)}>ログイン履歴</MenuLink>}
            {log && <MenuLink href={paths.log(orcamoId)}>テナントログ</MenuLink>}
          </MenuGroup>
        )}
      </AccountMenu>
      <SignOutForm>
        <Button type="submit" look="tertiary">
          ログアウト
        </Button>
      </SignOutForm>
    </nav>
  );
}
