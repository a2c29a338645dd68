import { caCertificate } from "./ca-certificate.ts";
import { dumpFile } from "./dump-file.ts";
import { dumpEvents, importEvents } from "./events.ts";
import { health } from "./health.ts";
import type { NativeRoute, Sources } from "./native-route.ts";
import { plainUpload } from "./plain-upload.ts";
import { revocationList } from "./revocation-list.ts";
import { finishedUpload, newUpload, resumedUpload, upload } from "./uploads.ts";

/** Every path that is answered before Next is asked. */
export function nativeRoutes(sources: Sources): readonly NativeRoute[] {
  return [
    caCertificate(sources),
    revocationList(sources),
    health(sources),
    importEvents(),
    dumpEvents(),
    dumpFile(),
    newUpload(),
    upload(),
    resumedUpload(),
    finishedUpload(),
    plainUpload(),
  ];
}

export function findRoute(routes: readonly NativeRoute[], path: string) {
  for (const route of routes) {
    const match = route.path.exec(path);
    if (match) return { route, match };
  }
  return undefined;
}
