import { z } from 'zod';
import { prismaFor } from '@/lib/db/prisma';
import { sql } from '@/lib/db/sql';
import { storableText } from '@/lib/db/storable-text';
import type { ReaderContext } from '@/lib/weeks/reader';
import { settingsStamp } from '../fingerprint';
import { COMING_IN } from './compute-every';
import {
  type Finding,
  type FixFirstAnswer,
  type FixFirstSearch,
  isWorthTelling,
  NoFindingError,
  type StoredFinding,
  type setAsideSchema,
  storedFindingSchema,
} from './finding';

/** What was set aside comes back when it costs so many times as much. */
const COMES_BACK_AT = 2;

const row = z.object({ key: z.string(), hoursAWeek: z.number(), finding: z.unknown() });

type Row = Omit<z.infer<typeof row>, 'finding'> & { finding: StoredFinding };

/** What another version stored is left out until it is made anew. */
function decodeRows(rows: readonly unknown[]): Row[] {
  return row
    .array()
    .parse(rows)
    .flatMap(one => {
      const { success, data } = storedFindingSchema.safeParse(one.finding);
      return success ? [{ ...one, finding: data }] : [];
    });
}

/** What to fix first, by the hours that it would save, then those whose saving is not known; those set aside come last. */
export async function listFindings(context: ReaderContext, search: FixFirstSearch): Promise<FixFirstAnswer> {
  const { pool } = context.source;
  const { team, service, repository, step, limit } = search;
  const { book, settings } = await context.source.open();
  // What services share is of each of them.
  const sharedBy = (name: string | null, by: 'service' | 'team') =>
    [...book.splitRepos].flatMap(([id, { owners }]) =>
      owners.some(owner => owner[by] === name) ? (book.repos.get(id)?.slug ?? []) : [],
    );
  const { rows } = await pool.query(sql`
    select key, hours_a_week as "hoursAWeek", finding from fix_finding
    where (${team}::text is null or finding->>'team' = ${team}
        or (finding->>'service' is null and finding->>'repository' = any(${sharedBy(team, 'team')}::text[])))
      and (${service}::text is null or finding->>'service' = ${service}
        or (finding->>'service' is null and finding->>'repository' = any(${sharedBy(service, 'service')}::text[])))
      and (${book.seenRepoIds}::int[] is null or repo_id = any(${book.seenRepoIds}::int[]))
      and (${repository}::text is null or finding->>'repository' = ${repository})
      and (${step}::text is null or finding->>'step' = ${step})
    order by hours_a_week desc, key`);
  // What stands for several repositories is of none that may be seen alone.
  const isNarrowed = book.isLimited || [team, service, repository, step].some(name => name !== null);
  const findings = await withSetAside(context, gathered(decodeRows(rows), isNarrowed));
  const timeZone = settings.hours.timeZone ?? context.timeZone;
  const runs = await pool.query(sql`
    select from_day::text as "from", until_day::text as until, computed_at as "computedAt",
      split_part(fingerprint, ' ', 2) <> ${COMING_IN} as "isWhole",
      split_part(fingerprint, '.', 1) <> ${settingsStamp(settings, timeZone)} as "isOutdated" from fix_first_run`);
  const run = z
    .object({
      ...{ from: z.string(), until: z.string(), computedAt: z.date() },
      ...{ isWhole: z.boolean(), isOutdated: z.boolean() },
    })
    .optional()
    .parse(runs.rows[0]);
  return {
    ...ranked(findings, limit),
    weeks: run === undefined ? null : { from: run.from, until: run.until },
    computedAt: run?.computedAt.toISOString() ?? null,
    isWhole: run?.isWhole ?? false,
    isOutdated: run?.isOutdated ?? false,
    timeZone,
  };
}

/** The same ranking of findings that were not stored: of weeks long past, with what is set aside today left out. */
export async function rankFindings(
  context: ReaderContext,
  found: readonly Row[],
  team: string | null,
): Promise<Pick<FixFirstAnswer, 'findings' | 'openCount'>> {
  const { book } = await context.source.open();
  const isOfTeam = ({ finding: { service, team: own, repository } }: Row) =>
    own === team ||
    (service === null &&
      [...book.splitRepos].some(
        ([id, { owners }]) =>
          book.repos.get(id)?.slug === repository && owners.some(owner => owner.team === team),
      ));
  const wanted = gathered(
    found.filter(one => team === null || isOfTeam(one)),
    team !== null,
  );
  return ranked(await withSetAside(context, wanted), wanted.length);
}

/** A finding, with the others that it stands for. */
type Gathered = Row & { parts: readonly Row[] };

/** Those that have one thing to mend, such as the runners that they wait for, stand in one; where a page is narrowed, each stands by itself that is worth it. */
function gathered(rows: readonly Row[], isNarrowed: boolean): Gathered[] {
  const pools = new Set(
    rows.flatMap(({ finding }) => (finding.isPool && !isNarrowed ? (finding.pool ?? []) : [])),
  );
  const isIn = (pool: string | null) => pool !== null && pools.has(pool);
  return rows.flatMap(one => {
    const { isPool, pool } = one.finding;
    if (!isPool) return isIn(pool) || !isWorthTelling(one) ? [] : [{ ...one, parts: [] }];
    if (isNarrowed) return [];
    return [{ ...one, parts: rows.filter(({ finding }) => !finding.isPool && finding.pool === pool) }];
  });
}

function ranked(findings: readonly Finding[], limit: number): Pick<FixFirstAnswer, 'findings' | 'openCount'> {
  const open = findings.filter(({ setAside }) => setAside === null);
  const inOrder = [
    ...open.filter(({ hoursAWeek }) => hoursAWeek !== null),
    ...open.filter(({ hoursAWeek }) => hoursAWeek === null),
  ];
  return {
    findings: [...inOrder.slice(0, limit), ...findings.filter(({ setAside }) => setAside !== null)],
    openCount: open.length,
  };
}

/** Sets a finding aside with a reason, or takes that back. @throws NoFindingError */
export async function setFindingAside(
  context: ReaderContext,
  { key, reason, by }: z.output<typeof setAsideSchema>,
): Promise<Finding> {
  const { book } = await context.source.open();
  const { rows } = await context.source.pool.query(sql`
    select key, hours_a_week as "hoursAWeek", finding from fix_finding
    where (key = ${key} or finding->>'pool' = (
        select finding->>'pool' from fix_finding where key = ${key} and finding->>'isPool' = 'true'))
      and (${book.seenRepoIds}::int[] is null or repo_id = any(${book.seenRepoIds}::int[]))`);
  const found = gathered(decodeRows(rows), book.isLimited).filter(other => other.key === key);
  const [one] = found;
  if (one === undefined) throw new NoFindingError(key);
  const { setAside } = await prismaFor(context.source.pool);
  if (reason === null) await setAside.deleteMany({ where: { findingKey: key } });
  else {
    const data = {
      reason: storableText(reason),
      by: by === null ? null : storableText(by) || null,
      hoursAWeek: one.hoursAWeek,
      setAsideAt: context.now,
    };
    await setAside.upsert({ where: { findingKey: key }, create: { findingKey: key, ...data }, update: data });
  }
  const [changed] = await withSetAside(context, found);
  if (changed === undefined) throw new NoFindingError(key);
  return changed;
}

async function withSetAside({ source }: ReaderContext, rows: readonly Gathered[]): Promise<Finding[]> {
  const { settings, book } = await source.open();
  const { cost } = settings;
  const setAsides = await (await prismaFor(source.pool)).setAside.findMany();
  const byKey = new Map(setAsides.map(one => [one.findingKey, one]));
  const sharers = new Map(
    [...book.splitRepos].map(([id, { owners }]) => [
      book.repos.get(id)?.slug,
      owners.map(owner => owner.service),
    ]),
  );
  return rows.map(({ key, hoursAWeek: storedHours, finding: stored, parts }) => {
    const { isSavingKnown, pool: _, isPool, ...finding } = stored;
    const ifKnown = (amount: number) => (isSavingKnown ? amount : null);
    const hoursAWeek = ifKnown(storedHours);
    const aside = byKey.get(key);
    const cameBack =
      aside !== undefined &&
      hoursAWeek !== null &&
      hoursAWeek >= COMES_BACK_AT * aside.hoursAWeek &&
      aside.hoursAWeek > 0;
    const { service, repository, title } = finding;
    const steps = new Set([finding, ...parts.map(part => part.finding)].flatMap(({ step }) => step ?? []));
    const servicesOf = (place: Pick<StoredFinding, 'service' | 'repository'>) =>
      place.service === null ? (sharers.get(place.repository) ?? []) : [place.service];
    const services = isPool
      ? parts.flatMap(part => servicesOf(part.finding))
      : servicesOf({ service, repository });
    return {
      ...finding,
      key,
      hoursAWeek,
      lowHoursAWeek: ifKnown(finding.lowHoursAWeek),
      highHoursAWeek: ifKnown(finding.highHoursAWeek),
      moneyAWeek: ifKnown(storedHours * cost.ratePerHour),
      currency: cost.currency,
      parts: parts.map(part => {
        const { service: owner, repository: slug, title: said } = part.finding;
        return { key: part.key, service: owner, repository: slug, title: said, hoursAWeek: part.hoursAWeek };
      }),
      cameBack,
      setAside:
        aside === undefined || cameBack
          ? null
          : {
              reason: aside.reason,
              by: aside.by,
              at: aside.setAsideAt.toISOString(),
              hoursAWeek: ifKnown(aside.hoursAWeek),
            },
      draft: {
        title: `Mended: ${title}`.slice(0, 200),
        at: null,
        scope: { services, teams: [], steps: [...steps], runners: [] },
        hoursSpent: null,
        by: null,
        note: null,
        expectedHoursAWeek: hoursAWeek,
        findingKey: key,
      },
    };
  });
}
