import { existsSync } from "node:fs";
import path from "node:path";
import { systemScope } from "#lib/access/system-scope.ts";
import { userFileName } from "#lib/hand-outs/model.ts";
import { createUserInput } from "#lib/users/inputs.ts";
import { type Role, rolesByTenant } from "#lib/users/model.ts";
import { createUserWithFile } from "#server/handout/user-file.ts";
import { type Command, readInput, UsageError } from "./command.ts";
import { handoutPlace } from "./handout-place.ts";
import { program } from "./program.ts";

export const createUserCommand: Command = {
  name: "user create",
  usage: "--tenant u00000099 --login ID --name NAME --role administrator [--kana KANA] [--mail ADDRESS] [--out DIRECTORY]",
  about: "A new user. Login ID and initial password are written once, to a file that only you can read.",
  async run({ tenant = "", login, name, role, kana, mail, out }) {
    const given = { loginId: login, name, role, nameKana: kana, mail };
    const user = readInput(createUserInput, given, { loginId: "login", nameKana: "kana" });
    const scope = await systemScope(tenant, program);
    const allowed = rolesByTenant[scope.tenant.kind];
    if (!allowed.includes(user.role))
      throw new UsageError(`--role: ${tenant} is a ${scope.tenant.kind}: ${allowed.join(" or ")}.`);
    const file = freeFile(out ?? handoutPlace(scope), user.role);
    await createUserWithFile(scope, user, file);
    console.log(`Created ${user.loginId} in ${tenant}. Login ID and password: ${file}`);
    return 0;
  },
};

/** `tenant_admin2.txt` beside a `tenant_admin1.txt`, which is another person's. */
function freeFile(directory: string, role: Role): string {
  for (let number = 1; ; number++) {
    const file = path.resolve(directory, userFileName(role, number));
    if (!existsSync(file)) return file;
  }
}
