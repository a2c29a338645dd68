import { text } from "node:stream/consumers";
import { z } from "zod";
import { Refusal } from "#lib/platform/refusal.ts";
import { finishUpload } from "#lib/uploads/finish.ts";
import { finishUploadInput, resumeUploadInput } from "#lib/uploads/inputs.ts";
import { resumeUpload } from "#lib/uploads/resume.ts";
import type { NativeRoute } from "./native-route.ts";
import { send } from "./send.ts";
import { type SessionAnswer, sessionRoute } from "./session-route.ts";
import { answerTus } from "./tus.ts";

const page = "/tenants/[orcamoId]/apps/orca/db_imports/new";

/** A dump file is announced (tus 1.0, extension creation). */
export function newUpload(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/uploads",
      methods: ["POST"],
      permission: "databases:upload",
      page,
      ownClock: true,
    },
    (request, response, scope) => answerTus(request, response, scope),
  );
}

/** How far it is, more of it, and its end before the time (tus 1.0, core and extension termination). */
export function upload(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/uploads/[id]",
      methods: ["HEAD", "PATCH", "DELETE"],
      permission: "databases:upload",
      page,
      ownClock: true,
    },
    (request, response, scope, params) => answerTus(request, response, scope, idOf(params)),
  );
}

/** Whether the file that was chosen is the one that was begun: asked before it is gone on with. */
export function resumedUpload(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/uploads/[id]/resume",
      methods: ["POST"],
      permission: "databases:upload",
      page,
    },
    answerJson(resumeUploadInput, (scope, input) => resumeUpload(scope, input)),
  );
}

/** Everything was sent: the browser says which hash it should have. */
export function finishedUpload(): NativeRoute {
  return sessionRoute(
    {
      address: "/tenants/[orcamoId]/apps/orca/uploads/[id]/finish",
      methods: ["POST"],
      permission: "databases:upload",
      page,
    },
    answerJson(finishUploadInput, async (scope, input) => ({ state: await finishUpload(scope, input) })),
  );
}

type Scope = Parameters<SessionAnswer>[2];

/** JSON in, JSON out, small. */
function answerJson<Input extends z.ZodType>(
  input: Input,
  work: (scope: Scope, input: z.output<Input>) => Promise<object>,
): SessionAnswer {
  return async (request, response, scope, params) => {
    if (!(Number(request.headers["content-length"]) <= 10_000)) throw new Refusal("INPUT_INVALID");
    const read = input.safeParse({ ...(parsed(await text(request)) as object), id: idOf(params) });
    if (!read.success) throw new Refusal("INPUT_INVALID");
    const answer = await work(scope, read.data);
    await send(response, 200, { "Content-Type": "application/json" }, JSON.stringify(answer));
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** @throws Refusal NOT_FOUND for what cannot be one */
function idOf({ id }: Readonly<Record<string, string>>): string {
  const read = z.uuid().safeParse(id);
  if (!read.success) throw new Refusal("NOT_FOUND");
  return read.data;
}
