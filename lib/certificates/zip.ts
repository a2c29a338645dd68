import { Readable } from "node:stream";
import { ZipArchive } from "archiver";
import type { CertificateFiles } from "./open-pkcs12.ts";

/** What stands in the zip of one certificate (PRODUCT.md §3). Names are made of our own letters only. */
export function* zipEntries(files: CertificateFiles): Generator<{ name: string; bytes: Buffer }> {
  yield files.pkcs12;
  // No newline and no space at the end: people paste it whole (seed 004 §3).
  yield { name: `${files.commonName}.pass`, bytes: Buffer.from(files.password, "ascii") };
  yield { name: `${files.commonName}.crt`, bytes: Buffer.from(files.certificatePem) };
  yield { name: "ca.crt", bytes: Buffer.from(files.authorityPem) };
  yield { name: "お読みください.txt", bytes: howTo(files) };
}

/**
 * A zip that is read while it is made: the next entry is asked for when the one before it has gone out, so that
 * memory stays flat however many there are. An error breaks the stream: a cut-off download, never a short archive
 * that looks whole.
 */
export function streamZip(entries: AsyncIterable<{ name: string; bytes: Buffer }>): Readable {
  const archive = new ZipArchive({ zlib: { level: 1 } });
  void fill(archive, entries).catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return archive;
}

async function fill(archive: ZipArchive, entries: AsyncIterable<{ name: string; bytes: Buffer }>): Promise<void> {
  let failure: Error | undefined;
  let goOn = () => {};
  // Heard once for all entries: listeners of each would pile up with their number.
  archive.on("entry", () => goOn()).on("close", () => goOn());
  archive.on("error", (error: Error) => {
    failure = error;
    goOn();
  });
  for await (const entry of entries) {
    // Whoever cancels the download ends the making of what nobody will read.
    if (archive.destroyed) return;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      archive.append(Readable.from([entry.bytes]), { name: entry.name });
    });
    if (failure) throw failure;
  }
  await archive.finalize();
}

/** With a byte order mark and CRLF, which Windows' editor wants. */
function howTo(files: CertificateFiles): Buffer {
  const lines = [
    "クライアント証明書のインポート手順（Windows）",
    "",
    `証明書: CN=${files.commonName},O=${files.organization}`,
    "",
    "1. ca.crt をダブルクリックし、「証明書のインストール」を押します。",
    "   証明書ストアは「信頼されたルート証明機関」を選択してください（1つのPCで1回のみ）。",
    `2. ${files.pkcs12.name} をダブルクリックします。`,
    `3. パスワードには ${files.commonName}.pass の中の文字列を入力します。`,
    "   貼り付けた場合は、最後に半角スペースや改行が入っていないか確認してください。",
    "4. 証明書ストアは「個人」を選択し、「完了」を押します。",
    "",
    "重要: 証明書とパスワードは一緒に、外部媒体等の別の場所にもバックアップしてください。",
    "第三者に渡すと、患者・利用者の情報が漏れるおそれがあります。",
  ];
  return Buffer.from(`\ufeff${lines.join("\r\n")}\r\n`);
}
