import assert from "node:assert/strict";
import { getImport, type ImportView } from "#lib/imports/queries.ts";
import { systemDb } from "#lib/platform/system-db.ts";
import { archiveOf, askForImport, type Clinic, contentOf, leftovers, openClinic, runToEnd, usualSql } from "./imports.ts";

/** An import on its way, and the content that it brings. */
export interface Turn {
  readonly id: string;
  readonly wanted: string;
}

/**
 * A clinic of two contents that take turns: one is in use, the other is on its way in. For tests that kill what works on it.
 */
export class Turns {
  readonly clinic: Clinic;
  readonly #adminUrl: string;
  readonly #archives: readonly Buffer[];
  readonly #contents: string[] = [];
  /** Which of the two is in use. */
  #used = 1;

  private constructor(clinic: Clinic, adminUrl: string, archives: readonly Buffer[]) {
    this.clinic = clinic;
    this.#adminUrl = adminUrl;
    this.#archives = archives;
  }

  /** @param adminUrl the superuser's, of the server that has the clinics' databases */
  static async open(adminUrl: string): Promise<Turns> {
    const clinic = await openClinic(adminUrl, "u00000452");
    const turns = new Turns(clinic, adminUrl, [await archiveOf(usualSql("甲", 300)), await archiveOf(usualSql("乙", 400))]);
    for (const archive of turns.#archives) {
      assert.equal((await runToEnd(clinic.scope, await askForImport(clinic, archive))).state, "done");
      turns.#contents.push(await contentOf(clinic.live));
    }
    return turns;
  }

  /** A 本番インポート of the content that is not in use. */
  async ask(): Promise<Turn> {
    const other = 1 - this.#used;
    const [archive, wanted] = [this.#archives[other], this.#contents[other]];
    return { id: await askForImport(this.clinic, archive ?? assert.fail()), wanted: wanted ?? assert.fail() };
  }

  /** Whenever something died: what was in use before, or wholly what the import brings. @returns its state */
  async requireWhole({ id, wanted }: Turn, when: string): Promise<string> {
    const found = await contentOf(this.clinic.live);
    const { state } = await getImport(this.clinic.scope, id);
    assert.ok(found === wanted || (found === this.#contents[this.#used] && state !== "done"), `${when}: ${state}`);
    return state;
  }

  /** At its end: done and in use, or what was in use before for one of the reasons; nothing else of it is left. */
  async requireEnded({ id, wanted }: Turn, ended: ImportView, story: string, ...reasons: string[]): Promise<void> {
    const failed = ended.state === "failed" && reasons.includes(ended.reason ?? "");
    if (!failed) assert.equal(ended.state, "done", `${story}: ${ended.sentence}`);
    assert.equal(await contentOf(this.clinic.live), failed ? this.#contents[this.#used] : wanted, story);
    assert.deepEqual(await leftovers(this.#adminUrl, id), [], story);
    if (failed) return;
    const told = { action: "imports:swap", facts: { path: ["id"], equals: id } };
    assert.equal(await systemDb().auditEntry.count({ where: told }), 1, `${story}: how often the log tells of it`);
    this.#used = 1 - this.#used;
  }
}
