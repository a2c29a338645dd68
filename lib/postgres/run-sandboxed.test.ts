import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";

const dataDir = mkdtempSync(path.join(tmpdir(), "portal-sandbox-"));
chmodSync(dataDir, 0o711);
Object.assign(process.env, { PORTAL_DATA_DIR: dataDir, PORTAL_LOG: "silent", PGSERVICEFILE: "/etc/secret" });
after(() => rmSync(dataDir, { recursive: true, force: true }));

const { runSandboxed } = await import("./run-sandboxed.ts");
const { handOver, makeJobDirectory, removeJobDirectory, sweepJobDirectories } = await import("./job-directory.ts");
const { startedByRoot } = await import("./os-account.ts");
const { sandboxAccount } = await import("./sandbox-account.ts");

const directory = await makeJobDirectory("here");
const anHour = () => new Date(Date.now() + 3_600_000);

describe("the sandbox", () => {
  test("gives a tool nothing of the portal's environment and no input", async () => {
    const { code, lines } = await shell("env; read -r line || echo no input; pwd");
    assert.equal(code, 0);
    const names = lines.map((line) => line.split("=")[0]);
    assert.ok(!names.some((name) => name?.startsWith("PORTAL_") || name === "PGSERVICEFILE"));
    assert.ok(lines.includes(`HOME=${directory}`) && lines.includes(`TMPDIR=${directory}`) && lines.includes("GIVEN=1"));
    assert.deepEqual(lines.slice(-2), ["no input", directory]);
  });

  test("is a user of its own where root runs the portal, in a session of its own, below the portal in priority", async () => {
    const { lines } = await shell("id -u; id -G; ps -o sid= -p $$; echo $$; nice; grep NoNewPrivs /proc/self/status");
    const account = await sandboxAccount();
    assert.equal(Number(lines[0]), account?.uid ?? process.getuid?.());
    if (startedByRoot) assert.equal(lines[1], String(account?.gid));
    assert.equal(Number(lines[2]), Number(lines[3]));
    assert.equal(lines[4], "2");
    assert.match(lines[5] ?? "", /1$/);
  });

  test("tells how the tool ended, what it said on both streams and a last line without an end", async () => {
    const ran = await shell("echo out; echo err >&2; printf rest; exit 7");
    assert.equal(ran.code, 7);
    assert.equal(ran.endedBy, "itself");
    assert.deepEqual(ran.lines.toSorted(), ["err", "out", "rest"]);
    assert.match(ran.tail, /err/);
  });

  test("a tool that is not there ends with 127, one killed from outside with null", async () => {
    assert.equal((await run("/nowhere/pg_restore", [])).code, 127);
    const killed = await shell("kill -KILL $$");
    assert.deepEqual([killed.code, killed.endedBy], [null, "itself"]);
  });

  test("a line without an end is handed on in pieces, and what is not UTF-8 is decoded as asked", async () => {
    const { lines } = await shell("head -c 200000 /dev/zero | tr '\\0' x");
    assert.ok(lines.length > 1 && lines.every((line) => line.length <= 65_536));
    assert.equal(lines.join("").length, 200_000);
    const decoder = new TextDecoder("euc-jp");
    const decoded = await run("/bin/sh", ["-c", "printf '\\264\\265\\274\\324'"], { decode: (line) => decoder.decode(line) });
    assert.deepEqual(decoded.lines, ["患者"]);
  });

  test("a signal ends tools that will not go, and their children", async () => {
    const aborter = new AbortController();
    const began = Date.now();
    const pids: number[] = [];
    const stubborn = "trap '' TERM; sleep 600 & echo $! ; echo $$; while :; do sleep 600; done";
    const ran = await shell(stubborn, {
      signal: aborter.signal,
      onLine: (line) => {
        pids.push(Number(line));
        if (pids.length === 2) aborter.abort();
      },
    });
    assert.equal(ran.endedBy, "signal");
    assert.ok(Date.now() - began < 6_000);
    assert.equal(pids.length, 2);
    await until(() => !pids.some(lives));
  });

  test("a signal before the start starts nothing", async () => {
    const ran = await shell("touch started", { signal: AbortSignal.abort() });
    assert.equal(ran.endedBy, "signal");
    assert.ok(!existsSync(path.join(directory, "started")));
  });

  test("the deadline ends a tool", async () => {
    const limits = { deadline: new Date(Date.now() + 500), memoryBytes: 1e9 };
    const ran = await shell("sleep 600", { limits });
    assert.equal(ran.endedBy, "time");
  });

  test("memory of all processes together ends them", async () => {
    const limits = { deadline: anHour(), memoryBytes: 100e6 };
    const hoard = "hoard() { x=$(head -c 40000000 /dev/zero | tr '\\0' x); sleep 600; }; hoard & hoard & hoard & wait";
    const ran = await shell(hoard, { limits });
    assert.equal(ran.endedBy, "memory");
  });

  test("one process cannot ask for more memory than it may have", async () => {
    const limits = { deadline: anHour(), memoryBytes: 10e6 };
    const ran = await run("/usr/bin/head", ["-c", "200M", "/dev/zero"], { limits });
    assert.equal(ran.code, 0, "a tool that needs little is not disturbed");
    const greedy = await run("/usr/bin/sort", ["-S", "200M", "/dev/zero"], { limits });
    assert.notEqual(greedy.code, 0);
  });

  test("large files, core dumps and many open files are not to be had", async () => {
    const { lines } = await shell("head -c 5000000 /dev/zero > large; ls -l large | cut -d' ' -f5; ulimit -c; ulimit -n");
    assert.equal(lines.at(-3), "1048576");
    assert.deepEqual(lines.slice(-2), ["0", "256"]);
  });

  test("what is to write a large file may", async () => {
    const limits = { deadline: anHour(), memoryBytes: 1e9, fileBytes: 1e12 };
    const ran = await run("/bin/sh", ["-c", "head -c 5000000 /dev/zero > dump; ls -l dump | cut -d' ' -f5"], { limits });
    assert.equal(ran.tail, "5000000");
  });

  test("nothing outlives a portal that was killed", async () => {
    const file = path.join(dataDir, "portal.ts");
    const program = `
      import { runSandboxed } from ${JSON.stringify(path.join(import.meta.dirname, "run-sandboxed.ts"))};
      await runSandboxed({ command: "/bin/sh", args: ["-c", "sleep 600 & echo $!; echo $$; sleep 600"], env: {},
        directory: ${JSON.stringify(directory)}, limits: { deadline: new Date(Date.now() + 1e6), memoryBytes: 1e9 },
        signal: new AbortController().signal, onLine: (line) => console.log(line) });`;
    writeFileSync(file, program);
    const portal = spawn(process.execPath, [file], { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    while (output.split("\n").length < 3) {
      const [chunk] = (await once(portal.stdout, "data")) as [Buffer];
      output += chunk;
    }
    const pids = output.trim().split("\n").map(Number);
    assert.ok(pids.every(lives));
    portal.kill("SIGKILL");
    await until(() => !pids.some(lives));
  });
});

describe("the directory of a job", () => {
  test("is closed to others, emptied for a new attempt, and goes with what is in it", async () => {
    const place = await makeJobDirectory("one");
    assert.equal(statSync(place).mode & 0o777, 0o700);
    assert.equal(statSync(place).uid, (await sandboxAccount())?.uid ?? process.getuid?.());
    const file = path.join(place, "archive");
    writeFileSync(file, "plain", { mode: 0o600 });
    await handOver(file);
    const { lines } = await run("/bin/cat", [file], { directory: place });
    assert.deepEqual(lines, ["plain"]);
    assert.equal(await makeJobDirectory("one"), place);
    assert.deepEqual(readdirSync(place), []);
    await removeJobDirectory("one");
    await removeJobDirectory("one");
    assert.ok(!existsSync(place));
  });

  test("gives nothing away that a link in it leads to", async () => {
    const place = await makeJobDirectory("linked");
    const own = path.join(dataDir, "secret");
    writeFileSync(own, "secret", { mode: 0o600 });
    const link = path.join(place, "archive");
    assert.equal((await run("/bin/ln", ["-s", own, link], { directory: place })).code, 0);
    await handOver(link);
    assert.equal(statSync(own).uid, process.getuid?.());
    await removeJobDirectory("linked");
    assert.equal(readFileSync(own, "utf8"), "secret");
  });

  test("is swept when its job is over", async () => {
    const [open, over] = [await makeJobDirectory("open"), await makeJobDirectory("over")];
    await sweepJobDirectories(async () => new Set(["open", "here"]));
    assert.deepEqual([existsSync(open), existsSync(over), existsSync(directory)], [true, false, true]);
  });

  test("has no name that leads elsewhere", async () => {
    await assert.rejects(makeJobDirectory("../keys"));
  });
});

type Changes = Partial<Parameters<typeof runSandboxed>[0]>;

function shell(script: string, changes: Changes = {}) {
  return run("/bin/sh", ["-c", script], changes);
}

async function run(command: string, args: string[], changes: Changes = {}) {
  const lines: string[] = [];
  const { signal } = new AbortController();
  const limits = { deadline: anHour(), memoryBytes: 1e9 };
  const onLine = (line: string) => lines.push(line);
  const ended = await runSandboxed({
    command,
    args,
    env: { NODE_ENV: "test", GIVEN: "1" },
    directory,
    limits,
    signal,
    onLine,
    ...changes,
  });
  return { ...ended, lines };
}

/** A process that nobody has asked for its end yet is dead. */
function lives(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  for (const patience = Date.now() + 10_000; !condition(); await pause(50)) assert.ok(Date.now() < patience);
}
