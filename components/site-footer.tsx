import { SupportContact } from "./support.tsx";

/** @param text `©日本医師会ORCA管理機構(株)` (a setting) */
export function SiteFooter({ text }: { readonly text: string }) {
  return (
    <footer className="mt-16 border-t border-solid-gray-420 bg-solid-gray-50">
      <div className="mx-auto flex max-w-7xl flex-wrap items-center justify-between gap-x-8 gap-y-2 px-4 py-4 md:px-6">
        <SupportContact />
        <p>
          <small className="text-std-16N-170">{text}</small>
        </p>
      </div>
    </footer>
  );
}
