"use client";

import { useEffect, useRef, useState } from "react";
import { UploadRate } from "./upload-rate.ts";
import { UploadTransfer } from "./upload-transfer.ts";

/** `idle`: nothing was begun. `stopped`: by an error that stands in `error`. */
export interface UploadState {
  readonly step: "idle" | "sending" | "paused" | "stopped" | "checking" | "done";
  /** In bytes. */
  readonly sent: number;
  readonly size: number;
  readonly bytesPerSecond: number | null;
  readonly resumed: boolean;
  readonly error: string | undefined;
}

const idle: UploadState = { step: "idle", sent: 0, size: 0, bytesPerSecond: null, resumed: false, error: undefined };

/** One upload at a time, as a page shows it. @param whenDone is given the id of the file that arrived */
export function useUpload(endpoint: string, whenDone: (id: string) => void) {
  const [state, setState] = useState(idle);
  const transfer = useRef<UploadTransfer>(undefined);
  const rate = useRef(new UploadRate());
  const change = (changes: Partial<UploadState>) => setState((now) => ({ ...now, ...changes }));

  // Who leaves the page goes on later: nothing is removed.
  useEffect(() => () => void transfer.current?.pause(), []);

  const begin = (file: File) => {
    rate.current.forget();
    setState({ ...idle, step: "sending", size: file.size });
    transfer.current = new UploadTransfer(file, endpoint, {
      progress: (sent) => {
        rate.current.note(performance.now(), sent);
        change({ sent, bytesPerSecond: rate.current.bytesPerSecond });
      },
      resumed: () => change({ resumed: true }),
      checking: () => change({ step: "checking", bytesPerSecond: null }),
      done: (id) => {
        change({ step: "done" });
        whenDone(id);
      },
      failed: (error) => change({ step: "stopped", error, bytesPerSecond: null }),
    });
    void transfer.current.start();
  };
  const pause = () => {
    change({ step: "paused", bytesPerSecond: null });
    void transfer.current?.pause();
  };
  const goOn = () => {
    rate.current.forget();
    change({ step: "sending", error: undefined });
    void transfer.current?.start();
  };
  const cancel = () => {
    void transfer.current?.cancel();
    transfer.current = undefined;
    setState(idle);
  };
  return { state, begin, pause, goOn, cancel };
}
