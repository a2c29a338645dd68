import { caCertificate } from "./ca-certificate.ts";
import { dumpFile } from "./dump-file.ts";
import { estRoutes } from "./est.ts";
import { dumpEvents, importEvents } from "./events.ts";
import { health } from "./health.ts";
import type { NativeRoute, Sources } from "./native-route.ts";
import { plainUpload } from "./plain-upload.ts";
import { renewalApi } from "./renewal-api.ts";
import { renewalFile } from "./renewal-file.ts";
import { renewalScript } from "./renewal-script.ts";
import { renewalStatus } from "./renewal-status.ts";
import { revocationList } from "./revocation-list.ts";
import { finishedUpload, newUpload, resumedUpload, upload } from "./uploads.ts";

/** Every path that is answered before Next is asked. */
export function nativeRoutes(sources: Sources): readonly NativeRoute[] {
  return [
    caCertificate(sources),
    revocationList(sources),
    health(sources),
    renewalApi(),
    renewalStatus(),
    renewalFile(),
    ...estRoutes(sources),
    renewalScript(),
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

/** An address may be read and written: of its routes the one for this method, else one that says which methods there are. */
export function findRoute(routes: readonly NativeRoute[], path: string, method?: string) {
  const found = routes.flatMap((route) => {
    const match = route.path.exec(path);
    return match ? [{ route, match }] : [];
  });
  const own = found.find(({ route }) => route.methods.includes(method ?? "")) ?? found[0];
  return own && { ...own, methods: found.flatMap(({ route }) => route.methods) };
}
