export interface Life<P> {
  /** Aborted with what `beat` found, or with what ended the worker. */
  readonly signal: AbortSignal;
  /** Goes out with the next beat. */
  show(progress: P): void;
  stop(): Promise<void>;
}

const beatMs = 1000;
/** So long the portal's database may be away before a worker can no longer know whether the row is still its own. */
const patienceMs = 30_000;

/**
 * One statement a second, of a worker that has a row in hand: a sign of life, the progress, and the question whether to go on.
 * @param beat writes what is shown; returns why to end, or undefined
 * @param lost why to end when the database has been silent for too long
 */
export function keepAlive<P>(
  beat: (shown: P | undefined) => Promise<Error | undefined>,
  lost: (message: string, options: ErrorOptions) => Error,
  outer: AbortSignal,
): Life<P> {
  const ending = new AbortController();
  let shown: P | undefined;
  let heardAt = Date.now();
  let beating = Promise.resolve();

  const once = async () => {
    try {
      const end = await beat(shown);
      heardAt = Date.now();
      if (end) ending.abort(end);
    } catch (error) {
      if (Date.now() - heardAt > patienceMs) ending.abort(lost("the portal's database is away", { cause: error }));
    }
  };
  const timer = setInterval(() => {
    beating = beating.then(once);
  }, beatMs);

  return {
    signal: AbortSignal.any([outer, ending.signal]),
    show: (progress) => {
      shown = progress;
    },
    stop: () => {
      clearInterval(timer);
      return beating;
    },
  };
}
