import { explainFailure } from "./cli/explain-failure.ts";
import { runCommand } from "./cli/run-command.ts";

/** `npm run portal -- <noun> <verb>`: exit code 0 when done, 1 when refused or failed, 2 when asked wrongly. */
let code = 0;
try {
  code = await runCommand(process.argv.slice(2));
} catch (error) {
  const failure = explainFailure(error);
  process.stderr.write(`${failure.sentence}\n`);
  code = failure.code;
}
process.exit(code);
