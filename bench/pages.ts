import { writeFileSync } from "node:fs";
import type { Figure, Section } from "./figures.ts";
import { serverCpu, serverProfile } from "./inspector.ts";
import { load } from "./load.ts";
import { profileFile, sizes } from "./settings.ts";
import type { Visitor } from "./visitor.ts";

/**
 * 証明書一覧 beside the least that Next can render and the least that Node can answer, through the same TLS edge in the
 * same process. The 404 page is the trivial one: our layout and two sentences, no session, no rows.
 */
export async function measurePages(visitor: Visitor, listPath: string): Promise<Section> {
  const plain = await measure(visitor, "plain Node handler (/ca.crt)", "/ca.crt", 200);
  const trivial = await measure(visitor, "trivial dynamic Next page (404)", "/bench/nothing", 404);
  const list = await measure(visitor, "証明書一覧, signed in", listPath, 200);
  if (profileFile) writeFileSync(profileFile, JSON.stringify(await profile(visitor, listPath)));
  return {
    title: "Pages: keep-alive HTTPS with client certificate, gzip, CPU of the whole server process",
    figures: [
      ...figuresOf(list),
      {
        name: "証明書一覧, pages a second and core (1000 / CPU ms)",
        value: 1000 / list.cpu,
        unit: "pages/s",
        target: { atLeast: 300 },
      },
      ...figuresOf(trivial),
      ...figuresOf(plain),
      { name: "証明書一覧 against the trivial page, CPU", value: list.cpu / trivial.cpu, unit: "times" },
      { name: "証明書一覧 against the plain handler, CPU", value: list.cpu / plain.cpu, unit: "times" },
    ],
  };
}

async function measure(visitor: Visitor, name: string, path: string, status: number) {
  // Code that ran a few times only is interpreted, not compiled: that is no cost of a page.
  await load(visitor, path, status, { amount: sizes.warmUpPages });
  const before = await serverCpu();
  const result = await load(visitor, path, status, { seconds: sizes.loadSeconds });
  return { ...result, name, cpu: ((await serverCpu()) - before) / result.requests };
}

function profile(visitor: Visitor, path: string): Promise<unknown> {
  return serverProfile(() => load(visitor, path, 200, { seconds: sizes.loadSeconds }));
}

function figuresOf({ name, cpu, requests, seconds, p99, bytes }: Awaited<ReturnType<typeof measure>>): Figure[] {
  return [
    { name: `${name}, CPU a request`, value: cpu, unit: "ms" },
    { name: `${name}, requests a second`, value: requests / seconds, unit: "1/s" },
    { name: `${name}, 99 % answered within`, value: p99, unit: "ms" },
    { name: `${name}, bytes an answer`, value: bytes / requests, unit: "bytes" },
  ];
}
