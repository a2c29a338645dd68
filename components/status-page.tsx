import type { ReactNode } from "react";
import { BrandHeader } from "./brand.tsx";
import { ButtonLink, type ButtonLook } from "./button.tsx";
import { Icon } from "./icon.tsx";
import { SupportContact } from "./support.tsx";

type StatusPageProps = {
  /** HTTP status, for the support line. */
  readonly code: number;
  readonly title: string;
  /** What happened, then what to do: a sentence each. */
  readonly children: ReactNode;
  readonly actions?: ReactNode;
};

/** A page that could not be shown: cause, next step, whom to ask. It knows nobody, so it has no menus. */
export function StatusPage({ code, title, children, actions = <HomeLink look="primary" /> }: StatusPageProps) {
  return (
    <>
      <BrandHeader />
      <main id="main" className="mx-auto max-w-3xl px-4 py-12 md:px-6">
        <h1 className="flex items-start gap-3 text-std-26B-150 text-solid-gray-900">
          <Icon name="warning" className="mt-1 size-8 text-warning-orange-2" />
          {title}
        </h1>
        <div className="mt-6 flex flex-col gap-2">{children}</div>
        <div className="mt-6 flex flex-wrap gap-3">{actions}</div>
        <div className="mt-8 border-t border-solid-gray-420 pt-4 text-solid-gray-700">
          <p>状態コード: {code}</p>
          <SupportContact />
        </div>
      </main>
    </>
  );
}

export function HomeLink({ look }: { readonly look?: ButtonLook }) {
  return (
    <ButtonLink href="/" {...(look && { look })}>
      TOPへ戻る
    </ButtonLink>
  );
}
