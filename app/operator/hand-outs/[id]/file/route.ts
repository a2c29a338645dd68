import { paths } from "#app/_doors/paths.ts";
import { download, operatorRoute } from "#app/_doors/route.ts";
import { handOutInput } from "#lib/hand-outs/inputs.ts";
import { takeHandOut } from "#lib/hand-outs/take.ts";

export const POST = operatorRoute(
  { permission: "console:read", input: handOutInput, back: ({ id = "" }) => paths.consoleHandOut(id) },
  async (scope, input) => {
    const { name, type, file } = await takeHandOut(scope, input);
    return download(file, name, type);
  },
);
