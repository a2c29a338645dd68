import type { Peer } from "#lib/platform/peer.ts";

export const reminderCookie = "__Host-portal-reminder-closed";

/** Names the certificate: the reminder of another one must not stay away with it. */
export function reminderMark(peer: Peer | undefined): string {
  return peer && "serial" in peer.certificate ? peer.certificate.serial : "";
}
