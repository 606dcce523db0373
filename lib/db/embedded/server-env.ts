/** All that the programs of Postgres get to know of our environment. NODE_ENV is there for Next's types alone. */
export const SERVER_ENV = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
  NODE_ENV: 'production',
} as const;
