"use client";

import { useState } from "react";
import { Button } from "./button.tsx";
import { Icon } from "./icon.tsx";

type CopyButtonProps = {
  /** Copied without white space around it: a space at its end made imports fail (seed 004 §3 ④). */
  readonly value: string;
  /** What is copied, for screen readers: `パスワード` */
  readonly what: string;
};

/** Not there without a script: the text beside it can be selected as a whole. */
export function CopyButton({ value, what }: CopyButtonProps) {
  const [said, say] = useState("");
  const copy = async () => {
    say("");
    try {
      await navigator.clipboard.writeText(value.trim());
      say("コピーしました");
    } catch {
      say("コピーできませんでした。文字を選択してコピーしてください。");
    }
  };
  return (
    <span className="screen-only inline-flex flex-wrap items-center gap-2 noscript:hidden">
      <Button onClick={copy}>
        <Icon name="copy" />
        コピー<span className="sr-only">({what})</span>
      </Button>
      <span role="status">{said}</span>
    </span>
  );
}
