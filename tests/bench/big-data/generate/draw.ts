import { type SqlStatement, sql } from '@/lib/db/sql';
import { BIG_DATA_PLAN } from '../big-data-plan';

/** One for each thing that is drawn, so that no two depend on each other. */
const DRAWN = [
  ...['cell', 'day', 'moment', 'event', 'repo', 'team', 'near', 'near2', 'stranger', 'anybody', 'away'],
  ...['bot', 'whichBot', 'default', 'fate', 'candidate', 'change', 'firstService', 'otherServices', 'topic'],
  ...[
    'repoSize',
    'repoFails',
    'repoTrait',
    'person',
    'series',
    'drift',
    'drifts',
    'shifts',
    'shiftAt',
    'shiftBy',
  ],
  ...['queue', 'waits', 'machine', 'speed', 'repoDay', 'badDay', 'pick', 'place', 'step', 'cold', 'kill'],
  ...[
    'rerunPasses',
    'sha',
    'sha2',
    'sha3',
    'text',
    'outcome',
    'layers',
    'packages',
    'lines',
    'jitter',
    'week',
    'audit',
  ],
] as const;

type Drawn = (typeof DRAWN)[number];

function saltOf(drawn: Drawn): number {
  return BIG_DATA_PLAN.seed + DRAWN.indexOf(drawn);
}

/** Uniform from 0 to below 1, the same for the same key whatever is computed before. */
export function draw(drawn: Drawn, key: SqlStatement): SqlStatement {
  return sql`big.draw(${saltOf(drawn)}::int, (${key})::bigint)`;
}

/** A whole number from 0 to n − 1. */
export function drawWhole(drawn: Drawn, key: SqlStatement, n: number): SqlStatement {
  return sql`floor(${draw(drawn, key)} * ${n}::int)::int`;
}

/** Normal, mean 0 and σ 1. */
export function drawNormal(drawn: Drawn, key: SqlStatement): SqlStatement {
  return sql`big.normal(${saltOf(drawn)}::int, (${key})::bigint)`;
}

/** 63 bits. */
export function drawBits(drawn: Drawn, key: SqlStatement): SqlStatement {
  return sql`(hashint8extended((${key})::bigint, ${saltOf(drawn)}::bigint) & 9223372036854775807)`;
}

/** 40 hexadecimal digits: what stands for a commit. */
export function drawSha(key: SqlStatement): SqlStatement {
  const part = (drawn: Drawn) => sql`lpad(to_hex(${drawBits(drawn, key)}), 16, '0')`;
  return sql`${part('sha')} || ${part('sha2')} || right(${part('sha3')}, 8)`;
}

/** Inlined by Postgres. A normal number takes both halves of one hash (Box and Muller). */
export const DRAW_FUNCTIONS = `
  create function big.draw(salt int, key bigint) returns double precision
  language sql immutable parallel safe
  return ((hashint8extended(key, salt) >> 11) & 9007199254740991) / 9007199254740992.0::double precision;

  create function big.normal(salt int, key bigint) returns double precision
  language sql immutable parallel safe
  return sqrt(-2 * ln((((hashint8extended(key, salt) >> 32) & 4294967295) + 1) / 4294967297.0::double precision))
    * cos(1.4629180792671596e-9 * (hashint8extended(key, salt) & 4294967295));
`;
