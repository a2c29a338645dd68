"use client";

import { Failure } from "#components/failure.tsx";
import "./globals.css";

/** Stands in for the root layout when that fails: the settings cannot be read here, so it names no support contact. */
export default function GlobalError({ error }: { readonly error: Error & { readonly digest?: string } }) {
  return (
    <html lang="ja">
      <head>
        <title>システムエラーが発生しました</title>
      </head>
      <body>
        <Failure error={error} />
      </body>
    </html>
  );
}
