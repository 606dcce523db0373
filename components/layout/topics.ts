import { type SettingsPart, settingsPartsFor } from '@/components/pages/settings/settings-parts';

/** What people look for by other words than those of the navigation, and where it is. */
export interface Topic {
  label: string;
  /** Of the page that it is on. */
  aside: string;
  href: string;
  /** What is chosen there. */
  also?: Readonly<Record<string, string>>;
  /** Other words for it. */
  words: string;
}

export const TOPICS: readonly Topic[] = [
  {
    label: 'What an hour costs, and the other assumptions',
    aside: 'Settings, Cost model',
    href: '/settings/cost',
    words: 'cost price rate money currency euro dollar assumptions context switching attention',
  },
  {
    label: 'Split a repository into services',
    aside: 'Settings, Services and teams',
    href: '/settings/services',
    words: 'split monorepo rules teams rename group namespace',
  },
  {
    label: 'Who is a person, who is a bot',
    aside: 'Settings, People and bots',
    href: '/settings/people',
    words: 'bot alias author login renovate dependabot exclude left out',
  },
  {
    label: 'Working hours and time zone',
    aside: 'Settings',
    href: '/settings/hours',
    words: 'timezone weekend holidays days night',
  },
  {
    label: 'Servers, and how far their history has come',
    aside: 'Settings',
    href: '/settings/servers',
    words: 'drone token import progress poller connection sync',
  },
  {
    label: 'Who gets the weekly report',
    aside: 'Settings, Reports',
    href: '/settings/reports',
    words: 'mail email slack webhook subscribe subscription send notify',
  },
  {
    label: 'What got slower, and since when',
    aside: 'Changes',
    href: '/changes',
    also: { direction: 'worse' },
    words: 'slow regression regressions worse degraded alarm alert suspects',
  },
  {
    label: 'What got faster, and since when',
    aside: 'Changes',
    href: '/changes',
    also: { direction: 'better' },
    words: 'gain gains improved improvement better saved',
  },
  {
    label: 'Caches that hit more or less than before',
    aside: 'Changes',
    href: '/changes',
    also: { kind: 'cache' },
    words: 'cache cached hit rate docker layers packages pnpm pip npm registry',
  },
  {
    label: 'Docker builds without their cache, and what else to mend',
    aside: 'Fix first',
    href: '/fix-first',
    words: 'docker image layers base image push pull dockerfile kaniko remedy savings install cache',
  },
  {
    label: 'Figures as a file (CSV): Export, at the top of each page',
    aside: 'Overview',
    href: '/',
    words: 'export download spreadsheet excel save',
  },
  {
    label: 'Builds slower than usual',
    aside: 'Builds',
    href: '/builds',
    also: { pace: 'slower' },
    words: 'slow long took',
  },
  {
    label: 'Failed builds',
    aside: 'Builds',
    href: '/builds',
    also: { status: 'failed' },
    words: 'failure failures error broken red flaky',
  },
  {
    label: 'When runners are short',
    aside: 'Heatmap',
    href: '/heatmap',
    words: 'queue runner runners agent capacity hour weekday peak',
  },
  {
    label: 'Before and after an optimisation',
    aside: 'Compare',
    href: '/compare',
    words: 'difference versus did it help effect branch',
  },
];

/** Those whose page may be opened. @param mayDo whether the reader has a role, or one that includes it */
export function topicsFor(mayDo: (takes: SettingsPart['takes']) => boolean, seesAll: boolean): Topic[] {
  const parts = settingsPartsFor(mayDo, seesAll);
  return TOPICS.filter(
    ({ href }) => !href.startsWith('/settings/') || parts.some(part => part.href === href),
  );
}
