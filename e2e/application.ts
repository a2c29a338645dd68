import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { origin, ports } from "./portal.ts";

export interface Application extends AsyncDisposable {
  /** PEM of its own certificate. */
  readonly certificate: string;
}

/**
 * Another application on two origins of its own, one of them listed at the portal: a page that includes the portal's script,
 * under as strict a content security policy as such a page can have.
 */
export async function openApplication(): Promise<Application> {
  const dir = mkdtempSync(path.join(tmpdir(), "portal-application-"));
  const [key, certificate] = [path.join(dir, "key.pem"), path.join(dir, "certificate.pem")];
  const names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "30"];
  const files = ["-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", certificate];
  execFileSync("openssl", ["req", "-x509", ...names, ...files], { stdio: "pipe" });
  const servers = [ports.application, ports.stranger].map((port) => {
    const server = createServer({ key: readFileSync(key), cert: readFileSync(certificate) }, (request, response) => {
      if (request.url !== "/") return void response.writeHead(204).end();
      response.writeHead(200, headers).end(page);
    });
    return server.listen(port, "127.0.0.1");
  });
  await Promise.all(servers.map((server) => once(server, "listening")));
  return {
    certificate,
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
      rmSync(dir, { recursive: true });
    },
  };
}

/** The two lines that docs/renewal.md has applications add, of this portal. */
const [script = "", additions = ""] =
  /^<script src="https:\/\/portal[^\n]*\nContent-Security-Policy: …; [^\n]*$/m
    .exec(readFileSync(path.join(import.meta.dirname, "../docs/renewal.md"), "utf8"))?.[0]
    .replaceAll("https://portal.example.jp", origin)
    .split("\nContent-Security-Policy: …; ") ?? [];

const policy = [
  "default-src 'none'",
  additions,
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

const headers = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy": policy,
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Opener-Policy": "same-origin",
};

const page = `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>日レセ</title>
${script}
</head>
<body><main><h1>マスターメニュー</h1><p><a href="#start">業務開始</a></p></main></body>
</html>
`;
