import type { S3Client } from "@aws-sdk/client-s3";
import type { ObjectStore } from "./object-store.ts";
import { storageFailure } from "./storage-failure.ts";

export interface BucketPlace {
  readonly bucket: string;
  /** Undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** Empty: as the machine is entitled to (role of the instance, environment), which the SDK finds out. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Objects in a bucket of S3 or of whatever speaks like it. */
export function bucketStore(place: BucketPlace): ObjectStore {
  const Bucket = place.bucket;
  let client: Promise<S3Client> | undefined;
  const s3 = async () => {
    const sdk = await import("@aws-sdk/client-s3");
    client ??= Promise.resolve(makeClient(sdk.S3Client, place));
    return { sdk, client: await client };
  };

  return {
    async put(name, parts) {
      const { sdk, client } = await s3();
      await client.send(new sdk.PutObjectCommand({ Bucket, Key: name, Body: Buffer.concat(parts) })).catch(storageFailure);
    },
    async get(name) {
      const { sdk, client } = await s3();
      try {
        const { Body } = await client.send(new sdk.GetObjectCommand({ Bucket, Key: name }));
        return Body && Buffer.from(await Body.transformToByteArray());
      } catch (error) {
        return error instanceof sdk.NoSuchKey ? undefined : storageFailure(error);
      }
    },
    async removeAll(folder, id) {
      const { sdk, client } = await s3();
      const pages = sdk.paginateListObjectsV2({ client }, { Bucket, Prefix: `${folder}/${id}/` });
      try {
        for await (const { Contents = [] } of pages) {
          // One by one: the command for many at once needs a checksum of its body that not every stand-in computes alike.
          const keys = Contents.values();
          const remove = async () => {
            for (const { Key } of keys) await client.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
          };
          await Promise.all(Array.from({ length: removedAtOnce }, remove));
        }
      } catch (error) {
        storageFailure(error);
      }
    },
    async *ids(folder) {
      const { sdk, client } = await s3();
      const Prefix = `${folder}/`;
      try {
        for await (const page of sdk.paginateListObjectsV2({ client }, { Bucket, Prefix, Delimiter: "/" })) {
          for (const { Prefix: found = "" } of page.CommonPrefixes ?? []) yield found.slice(Prefix.length, -1);
        }
      } catch (error) {
        storageFailure(error);
      }
    },
    async space() {
      const { sdk, client } = await s3();
      // Unlike HeadBucket, its answer says whether the bucket, the key or the right is wrong.
      const command = new sdk.ListObjectsV2Command({ Bucket, Prefix: "reached/" });
      await client.send(command, { abortSignal: AbortSignal.timeout(5_000) }).catch(storageFailure);
      return undefined;
    },
  };
}

/** A file of 50 GB has 6,000 pieces. */
const removedAtOnce = 16;

function makeClient(Client: typeof S3Client, { endpoint, region, accessKeyId, secretAccessKey }: BucketPlace): S3Client {
  return new Client({
    region,
    ...(endpoint ? { endpoint, forcePathStyle: true } : {}),
    ...(accessKeyId ? { credentials: { accessKeyId, secretAccessKey } } : {}),
    maxAttempts: 4,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
    // Pieces are authenticated by their seal. Checksums in trailers are refused by older servers that speak S3.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}
