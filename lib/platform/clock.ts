/** Where time comes from; injected through the scope so that tests can set it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is moved, for tests and for one transaction that must agree with itself. */
export function clockAt(moment: Date): Clock {
  return { now: () => new Date(moment) };
}
