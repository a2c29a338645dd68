import { type Checkpoint, checkpointsBackward, type Head } from "./checkpoint-files.ts";

export interface FoundHead {
  readonly checkpoint: Checkpoint;
  readonly head: Head;
  /** Of the head among those of the checkpoint. */
  readonly index: number;
}

/**
 * The latest checkpoint that names an organisation; undefined when there is none yet. Since the first one of each day
 * names all, a day's files are read at most.
 * @throws CheckpointError
 */
export async function findHead(directory: string, tenantId: string): Promise<FoundHead | undefined> {
  for await (const checkpoint of checkpointsBackward(directory)) {
    const index = checkpoint.heads.findIndex((head) => head.tenantId === tenantId);
    const head = checkpoint.heads[index];
    if (head) return { checkpoint, head, index };
    if (checkpoint.statement.full) return undefined;
  }
  return undefined;
}
