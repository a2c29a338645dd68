"use client";

import { useEffect, useEffectEvent, useState } from "react";

/**
 * Server-sent events of an address of ours, as long as the page is looked at: a browser has six connections to a site, and
 * tabs in the background must not take them.
 * @returns false where the page does not renew itself: before a script runs, in the background, when the server has no room
 */
export function useEvents<Value>(href: string, tell: (value: Value) => void): boolean {
  const [live, setLive] = useState(false);
  const onValue = useEffectEvent(tell);

  useEffect(() => {
    let source: EventSource | undefined;
    const close = () => {
      source?.close();
      source = undefined;
      setLive(false);
    };
    const open = () => {
      const opened = new EventSource(href);
      source = opened;
      opened.onmessage = ({ data }) => {
        setLive(true);
        onValue(JSON.parse(data) as Value);
      };
      // A connection that breaks is opened again by the browser; one that was refused is not.
      opened.onerror = () => opened.readyState === EventSource.CLOSED && close();
      // The session is over: the page that is loaded anew says so.
      opened.addEventListener("gone", () => window.location.reload());
    };
    const look = () => {
      if (document.visibilityState === "hidden") close();
      else if (!source) open();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      close();
    };
  }, [href]);

  return live;
}
