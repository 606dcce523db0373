import type { Role } from '@/lib/access/query';

export interface SettingsPart {
  href: string;
  label: string;
  /** As lib/access/routes.ts has it, which decides. */
  takes: Role;
  /** Not for who may see some repositories alone. */
  isOfAll: boolean;
}

export const SETTINGS_PARTS: readonly SettingsPart[] = [
  { href: '/settings/servers', label: 'Servers', takes: 'admin', isOfAll: true },
  { href: '/settings/services', label: 'Services and teams', takes: 'editor', isOfAll: true },
  { href: '/settings/people', label: 'People and bots', takes: 'admin', isOfAll: true },
  { href: '/settings/cost', label: 'Cost model', takes: 'admin', isOfAll: true },
  { href: '/settings/hours', label: 'Working hours', takes: 'admin', isOfAll: true },
  { href: '/settings/reports', label: 'Reports and alerts', takes: 'editor', isOfAll: true },
  { href: '/settings/access', label: 'Access', takes: 'viewer', isOfAll: false },
];

/** @param mayDo whether the reader has a role, or one that includes it */
export function settingsPartsFor(mayDo: (takes: Role) => boolean, seesAll: boolean): SettingsPart[] {
  return SETTINGS_PARTS.filter(({ takes, isOfAll }) => mayDo(takes) && (seesAll || !isOfAll));
}
