import { AccountMenu, MenuButton, MenuLink, type PathStep, SiteHeader } from "#components/site-header.tsx";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { paths } from "./paths.ts";
import { SignOutForm } from "./sign-out-form.tsx";

interface HeaderProps {
  readonly scope: Scope;
  readonly path: readonly PathStep[];
  readonly console?: boolean | undefined;
  readonly entering?: boolean | undefined;
}

/** Where one is, who one is, and the menu of what is one's own (PRODUCT.md §5, Chrome). */
export function Header({ scope, path, console, entering }: HeaderProps) {
  const { actor, tenant } = scope;
  const name = actor.user?.name ?? "";
  const organization = actor.user?.organization ?? "";
  return (
    <SiteHeader
      brand={env().brand.product}
      homeHref={homeOf({ scope, console, entering })}
      path={path}
      identity={entering ? `${name} (${organization})` : `${tenant.name}(${name}) (${tenant.orcamoId})`}
    >
      <AccountMenu label={entering ? organization : tenant.orcamoId}>
        {(actor.visit || entering) && <MenuLink href={paths.home}>自分の組織に戻る</MenuLink>}
        {actor.standing === "operator" && tenant.kind === "operator" && (
          <MenuLink href={console ? paths.top(tenant.orcamoId) : paths.console}>{console ? "自分の組織" : "運用者画面"}</MenuLink>
        )}
        <MenuLink href={paths.password}>パスワード変更</MenuLink>
        <MenuLink href={paths.codes}>認証アプリ</MenuLink>
        <MenuLink href={paths.sessions}>ログイン中の端末</MenuLink>
        <SignOutForm>
          <MenuButton>ログアウト</MenuButton>
        </SignOutForm>
      </AccountMenu>
    </SiteHeader>
  );
}

/** From a tenant that was not entered yet the brand leads back to one's own home. */
function homeOf({ scope, console, entering }: Omit<HeaderProps, "path">): string {
  if (entering) return paths.home;
  return console ? paths.console : paths.top(scope.tenant.orcamoId);
}
