import path from "node:path";

/** What the operator reads last: where to go and what to take along. */
export function readyWords(origin: string, handouts: readonly string[]): string {
  const address = `The portal is up: ${origin}`;
  const close = "Ctrl-C stops everything.";
  if (handouts.length === 0) return [address, close].join("\n");
  const directories = handouts.map((directory) => `  ${path.relative(process.cwd(), directory) || directory}`);
  return [address, "", "Certificates, their passwords and the first users lie in", ...directories, "", importing, "", close].join(
    "\n",
  );
}

const importing = `Into the browser: ca.crt as a trusted root, the .p12 as your certificate (its password is in the .pass file).
  Windows and macOS (Chrome, Edge, Safari): open both files. Firefox: Settings, View Certificates, Authorities and Your Certificates.
  Chromium on Linux: certutil -d sql:$HOME/.pki/nssdb -A -t C,, -n portal -i ca.crt; pk12util -d sql:$HOME/.pki/nssdb -i <name>.p12
Then open the address, choose the certificate and sign in as the .txt file says.`;
