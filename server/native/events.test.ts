import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, connect as connectPlain } from "node:net";
import { after, before, test } from "node:test";
import { connect } from "node:tls";
import { env } from "#lib/platform/env.ts";
import type { Scope } from "#lib/platform/scope.ts";
import { Caller } from "#tests/caller.ts";
import { openTestDatabase, type TestDatabase } from "#tests/database.ts";

let database: TestDatabase;
let edge: AsyncDisposable;
let clinic: Scope;
let admin: Caller;
let stranger: Caller;
const port = { now: 0 };

before(async () => {
  database = await openTestDatabase();
  const house = await import("#tests/scopes.ts");
  const { terminalOf } = await import("#tests/caller.ts");
  const { openNativeEdge } = await import("#tests/native-edge.ts");
  await house.prepareHouse();
  clinic = await house.makeTenant("u00000001");
  const other = await house.makeTenant("u00000002");
  const at = () => port.now;
  admin = await Caller.signedIn(at, await terminalOf(clinic), await house.makeUser(clinic, "admin1"));
  stranger = await Caller.signedIn(at, await terminalOf(other), await house.makeUser(other, "admin2"));
  const opened = await openNativeEdge();
  edge = opened;
  port.now = opened.port;
});

after(async () => {
  await edge[Symbol.asyncDispose]();
  const { stopJobSender } = await import("#lib/platform/jobs.ts");
  await stopJobSender();
  await database.close();
});

test("an import is told from where it stands to its end, each change once, and then the stream is over", async () => {
  const id = await addImport();
  const watching = await open(`${place}/imports/${id}`);
  assert.equal(watching.response.headers["content-type"], "text/event-stream; charset=utf-8");
  assert.equal(watching.response.headers["content-encoding"], undefined);
  await watching.told(1);
  await change(id, { state: "restoring", progress: { phase: "restoring", done: 0.5 } });
  await watching.told(2);
  await change(id, { state: "done", progress: { phase: "swapping", done: 1 } });
  const steps = await watching.end();
  assert.deepEqual(
    steps.map((step) => [step.state, step.progress?.done]),
    [
      ["checking", undefined],
      ["restoring", 0.5],
      ["done", 1],
    ],
  );
});

test("where nothing runs, the stream says so and is over", async () => {
  const { text } = await admin.send("GET", `${place}/dumps`);
  assert.match(text, /^data: \[\]$/m);
});

test("what is not there, or is another clinic's, is not found", async () => {
  const id = await addImport();
  for (const [who, path] of [
    [admin, `${place}/imports/${randomUUID()}`],
    [admin, `${place}/imports/none`],
    [stranger, `${place}/imports/${id}`],
    [stranger, `/tenants/u00000002/apps/orca/events/imports/${id}`],
  ] as const) {
    assert.equal((await who.send("GET", path)).status, 404, path);
  }
  await change(id, { state: "cancelled" });
});

test("the fourth stream of a session is not opened, so that a browser has connections left; a place that is given back is taken again", async () => {
  const id = await addImport();
  const path = `${place}/imports/${id}`;
  const three = await Promise.all([open(path), open(path), open(path)]);
  assert.equal((await admin.send("GET", path)).status, 204);
  await change(id, { state: "cancelled" });
  for (const stream of three) assert.equal((await stream.end()).at(-1)?.state, "cancelled");
  assert.equal((await admin.send("GET", path)).status, 200);
});

test("a stream that is over before its turn on the connection comes is told nothing more, and ends nothing else", async () => {
  const over = await addImport();
  await change(over, { state: "cancelled" });
  const running = await addImport();
  const { socket, seen } = await pipelined([`${place}/imports/${running}`, `${place}/imports/${over}`]);
  await seen(/checking/);
  while (!(await isWatched(over))) await new Promise(setImmediate);
  await change(over, { state: "cancelled", progress: { phase: "swapping", done: 1 } });
  await toldOf(over, /"done":1/);
  await change(running, { state: "cancelled" });
  await seen(/"cancelled".*"cancelled"/s);
  socket.destroy();
});

test("whose connection broke before the turn of a stream came watches no more", async () => {
  const second = await addImport();
  await change(second, { state: "cancelled" });
  const first = await addImport();
  const { socket, seen } = await pipelined([`${place}/imports/${first}`, `${place}/imports/${second}`]);
  await seen(/checking/);
  while (!(await isWatched(second))) await new Promise(setImmediate);
  socket.destroy();
  while (await isWatched(second)) await new Promise(setImmediate);
  await change(first, { state: "cancelled" });
});

test("who left before the stream began is not watched for", async () => {
  const { streamEvents } = await import("./event-stream.ts");
  const answered = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    await once(request.socket, "close");
    const read = () => assert.fail("nobody is there to be told");
    streamEvents(response, clinic, { key: "nobody", read, isOver: () => false }).then(answered.resolve, answered.reject);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port: at } = server.address() as AddressInfo;
  const socket = connectPlain(at, "127.0.0.1");
  server.once("request", () => socket.destroy());
  socket.write("GET / HTTP/1.1\r\nHost: portal\r\n\r\n");
  await answered.promise;
  server.close();
});

test("however many watch a row, it is asked for once", async () => {
  const { watchRow } = await import("./watched-rows.ts");
  let asked = 0;
  const told: string[] = [];
  const watcher = (name: string) => ({
    read: async () => ++asked,
    tell: (value: number) => told.push(`${name} ${value}`),
    fail: assert.fail,
  });
  const stops = ["a", "b", "c"].map((name) => watchRow("row", watcher(name)));
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(asked, 1);
  stops.push(watchRow("row", watcher("late")));
  for (const stop of stops) stop();
  assert.deepEqual(told, ["a 1", "b 1", "c 1", "late 1"]);
});

const place = "/tenants/u00000001/apps/orca/events";

interface Step {
  readonly state: string;
  readonly progress: { readonly done: number } | null;
}

async function open(path: string) {
  const sent = admin.open("GET", path);
  sent.end();
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  response.setEncoding("utf8").on("data", (part: string) => {
    text += part;
  });
  const ended = once(response, "end");
  const steps = () => [...text.matchAll(/^data: (.+)$/gm)].map(([, json = ""]) => JSON.parse(json) as Step);
  const told = async (count: number) => {
    while (steps().length < count) await once(response, "data");
  };
  const end = async () => {
    await ended;
    return steps();
  };
  return { response, told, end };
}

async function addImport(): Promise<string> {
  const row = await clinic.db.databaseImport.create({
    data: {
      ...{ kind: "test", state: "checking", fileName: "orca.dump", loginId: "admin1", createdAt: clinic.clock.now() },
      tenantId: clinic.tenant.id,
    },
    select: { id: true },
  });
  return row.id;
}

async function change(id: string, data: { state: "restoring" | "done" | "cancelled"; progress?: object }): Promise<void> {
  const where = { tenantId_id: { tenantId: clinic.tenant.id, id } };
  await clinic.db.databaseImport.update({ where, data, select: { id: true } });
}

async function pipelined(paths: readonly string[]) {
  const socket = connect({ host: "127.0.0.1", port: port.now, ...admin.agent.options });
  await once(socket, "secureConnect");
  const fields = `Host: ${env().hosts[0]}\r\nCookie: ${admin.cookie}\r\n\r\n`;
  socket.write(paths.map((path) => `GET ${path} HTTP/1.1\r\n${fields}`).join(""));
  let text = "";
  socket.setEncoding("utf8").on("data", (part) => {
    text += part;
  });
  const seen = async (pattern: RegExp) => {
    while (!pattern.test(text)) await once(socket, "data");
  };
  return { socket, seen };
}

/** Who watches first is who asks. */
async function isWatched(id: string): Promise<boolean> {
  let asked = false;
  await toldOf(id, /state/, () => {
    asked = true;
  });
  return !asked;
}

async function toldOf(id: string, pattern: RegExp, asked = () => {}): Promise<void> {
  const { watchRow } = await import("./watched-rows.ts");
  const { getImportStep } = await import("#lib/imports/queries.ts");
  const watched = Promise.withResolvers<void>();
  const read = () => {
    asked();
    return getImportStep(clinic, id);
  };
  const tell = (step: unknown) => pattern.test(JSON.stringify(step)) && watched.resolve();
  const stop = watchRow(`import ${clinic.tenant.id} ${id}`, { read, tell, fail: watched.reject });
  await watched.promise;
  stop();
}
