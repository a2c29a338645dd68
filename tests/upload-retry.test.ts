import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { DefaultHttpStack, Upload } from "tus-js-client";
import { isPassing, retryDelays } from "#components/upload-retry.ts";
import { env } from "#lib/platform/env.ts";
import { Caller } from "./caller.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";
import { fileOf, piece, Sender, sha256 } from "./upload-kit.ts";

let database: TestDatabase;
let edge: { port: number } & AsyncDisposable;
let caller: Caller;

before(async () => {
  database = await openTestDatabase();
  const house = await import("./scopes.ts");
  const { terminalOf } = await import("./caller.ts");
  const { openNativeEdge } = await import("./native-edge.ts");
  await house.prepareHouse();
  const clinic = await house.makeTenant("u00000001");
  caller = await Caller.signedIn(() => edge.port, await terminalOf(clinic), await house.makeUser(clinic, "admin1"));
  edge = await openNativeEdge();
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

/** As if twenty seconds had passed. */
async function makeSilent(id: string): Promise<void> {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  await systemDb().upload.updateMany({ where: { id, version: 1 }, data: { touchedAt: new Date(Date.now() - 30_000) } });
}

test("the browser waits for a dead sender's file to be free, by itself", async () => {
  const { systemDb } = await import("#lib/platform/system-db.ts");
  const file = fileOf(piece + 1000);
  const sender = await Sender.begin(caller, file.length);
  // As a portal leaves it that is killed in the middle: somebody sends, says the row.
  await systemDb().upload.update({ where: { id: sender.id }, data: { version: 1, touchedAt: new Date() } });
  const waited: number[] = [];
  let silenced: Promise<void> | undefined;
  await new Promise<void>((resolve, reject) => {
    const upload = new Upload(file, {
      uploadUrl: `https://127.0.0.1:${edge.port}${sender.place}`,
      headers: { Host: env().hosts[0] ?? "", Origin: env().origin, Cookie: caller.cookie },
      httpStack: new DefaultHttpStack({ agent: caller.agent }),
      retryDelays,
      onShouldRetry: ({ originalResponse }) => {
        const status = originalResponse?.getStatus() ?? 0;
        waited.push(status);
        silenced ??= makeSilent(sender.id);
        return isPassing(status);
      },
      onSuccess: () => resolve(),
      onError: reject,
    });
    upload.start();
  });
  await silenced;
  assert.ok(waited.length > 0 && waited.every((status) => status === 423), String(waited));
  assert.deepEqual(JSON.parse((await sender.finish(sha256(file))).text), { state: "verified" });
  assert.ok(retryDelays.reduce((sum, delay) => sum + delay) > 20_000, "and has the patience");
});
