import { readFile } from "node:fs/promises";
import { createSecureContext } from "node:tls";
import { log } from "#lib/platform/log.ts";
import type { TlsKeys } from "./listen.ts";

export type KeySource = () => Promise<TlsKeys>;

/**
 * The operator's own certificate chain and key, PEM. Own files win over the authority's: browsers may then know the
 * server without our CA.
 * @throws Error naming the settings when only one is given, a file cannot be read, or the two do not belong together.
 */
export function keysFromFiles(
  certificateFile: string,
  keyFile: string,
  authorities: () => Promise<readonly string[]>,
): KeySource {
  return async () => {
    const [certificatePem, keyPem] = await Promise.all([
      readSetting("PORTAL_TLS_CERT", certificateFile),
      readSetting("PORTAL_TLS_KEY", keyFile),
    ]);
    try {
      createSecureContext({ cert: certificatePem, key: keyPem });
    } catch (error) {
      throw new Error(`The key ${keyFile} does not belong to the certificate ${certificateFile}, or one of them is not PEM.`, {
        cause: error,
      });
    }
    return { certificatePem, keyPem, authorities: await authorities() };
  };
}

export interface KeyWatch {
  /** Asks the source now. What cannot be used is logged and the former keys stay: a half-copied file ends nothing. */
  check(): Promise<void>;
  stop(): void;
}

/** @param every milliseconds between two looks at the source */
export function watchKeys(source: KeySource, first: TlsKeys, every: number, use: (keys: TlsKeys) => void): KeyWatch {
  let current = JSON.stringify(first);
  const check = async () => {
    try {
      const keys = await source();
      if (JSON.stringify(keys) === current) return;
      use(keys);
      current = JSON.stringify(keys);
      log.info("server-certificate-changed");
    } catch (error) {
      log.error("server-certificate-unusable", { error });
    }
  };
  const timer = setInterval(check, every).unref();
  return { check, stop: () => clearInterval(timer) };
}

async function readSetting(setting: string, file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(`Setting ${setting}: cannot read ${file}. Check the path and its permissions.`, { cause: error });
  }
}
