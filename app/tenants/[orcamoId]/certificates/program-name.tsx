import { describeBrowser } from "#lib/sign-ins/model.ts";

/** What a program calls itself; glclient2 and some others say nothing. */
export function ProgramName({ program }: { readonly program: string }) {
  if (program === "") return "-";
  return <span className="wrap-anywhere">{program.startsWith("Mozilla/") ? describeBrowser(program) : program}</span>;
}
