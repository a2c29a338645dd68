"use client";

import { useContext, useEffect, useRef } from "react";
import { FormContext } from "./form-state.ts";
import { Markdown } from "./markdown.tsx";

/** The text of the form around it as it will be read; there once the preview was asked for. */
export function MarkdownPreview() {
  const { preview } = useContext(FormContext).state;
  const place = useRef<HTMLElement>(null);

  // Asked for with a button below a long text: the reader is led to it.
  useEffect(() => {
    if (preview) place.current?.focus();
  }, [preview]);

  if (!preview) return null;
  return (
    <section ref={place} tabIndex={-1} aria-label="プレビュー" className="mb-6 rounded-12 border border-solid-gray-420 p-4">
      <p className="mb-2 font-700">プレビュー（まだ保存されていません）</p>
      {preview.length === 0 ? <p>本文はありません。</p> : <Markdown nodes={preview} />}
    </section>
  );
}
