/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Bottom left is the switch of the colour scheme.
  devIndicators: { position: 'bottom-right' },
  // `npm run check` looks at the types; whoever starts the product need not wait for it.
  typescript: { ignoreBuildErrors: true },
  distDir: process.env.NEXT_DIST_DIR ?? '.next',
  // Who builds once, as an image does, has no use for what a second build would begin with: it takes a quarter of the time,
  // and most of the folder.
  experimental: { turbopackFileSystemCacheForBuild: process.env.FIRST_BUILD !== 'true' },
  serverExternalPackages: ['pg', 'pino', '@prisma/adapter-pg'],
  // Of the files that pages are made of; for everything else lib/web/guard.ts sets them.
  headers: async () => [
    {
      source: '/_next/static/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
      ],
    },
  ],
};

export default config;
