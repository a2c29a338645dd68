import type { Metadata } from "next";
import { NotFoundPage } from "./_doors/refusal-page.tsx";

export const metadata: Metadata = { title: "ページが見つかりません" };

export default function NotFound() {
  return <NotFoundPage />;
}
