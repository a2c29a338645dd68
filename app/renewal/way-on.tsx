import { paths } from "#app/_doors/paths.ts";
import { ButtonLink } from "#components/button.tsx";

interface WayOnProps {
  readonly from: string | undefined;
}

/** 閉じる: back to the application that one came from, else to this site. */
export function CloseLink({ from }: WayOnProps) {
  return <ButtonLink href={addressOf(from)}>閉じる</ButtonLink>;
}

/** The last step: on with the work. */
export function BackLink({ from }: WayOnProps) {
  return <ButtonLink href={addressOf(from)}>{from ? "元の画面に戻る" : "終了する"}</ButtonLink>;
}

function addressOf(from: string | undefined): string {
  return from ? `${from}/` : paths.home;
}
