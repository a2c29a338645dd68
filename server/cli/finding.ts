/** What a check of `doctor` found: how it is, and when it is not well, what to do. */
export interface Finding {
  readonly state: "OK" | "WARN" | "FAIL";
  readonly about: string;
  readonly todo?: string;
}

export function ok(about: string): Finding {
  return { state: "OK", about };
}

export function warn(about: string, todo: string): Finding {
  return { state: "WARN", about, todo };
}

export function fail(about: string, todo: string): Finding {
  return { state: "FAIL", about, todo };
}
