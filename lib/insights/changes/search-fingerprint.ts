import { compileGlob } from '@/lib/settings/glob';
import type { Rule } from '@/lib/settings/rules';
import type { Settings } from '@/lib/settings/settings';
import { waitingFingerprint } from '@/lib/settings/waiting-fingerprint';
import { hashOf } from '../fingerprint';

/** Of the method: with another one everything is searched anew. */
const METHOD = 5;

/** By what a repository was searched for changes, each part a text without dots. */
export interface SearchFingerprint {
  /** Method, zone and working days: of which days points are made. */
  method: string;
  /** Rules of all services, without their teams: where a change lies is told when it is read. */
  rules: string;
  /** What hours lost are computed by, and with them the hours a week that each change costs. */
  hours: string;
}

/** @param timeZone IANA name, in force */
export function searchFingerprint(settings: Settings, timeZone: string): SearchFingerprint {
  return {
    method: hashOf([METHOD, timeZone, settings.hours.workdays.toSorted()]),
    rules: hashOf(settings.rules.map(withoutTeam)),
    hours: hashOf(waitingFingerprint(settings, timeZone, 0)),
  };
}

/** The same of the rules that speak of one repository: other ones may change without it. */
export function ownRules(rules: readonly Rule[]): (slug: string) => string {
  const known = rules.map(rule => ({ glob: compileGlob(rule.repository), rule: withoutTeam(rule) }));
  return slug => hashOf(known.filter(({ glob }) => glob.match(slug) !== null).map(({ rule }) => rule));
}

function withoutTeam({ team: _, ...rule }: Rule): Omit<Rule, 'team'> {
  return rule;
}

/** As it stands with a repository that was searched. */
export function storedFingerprint({ method, rules, hours }: SearchFingerprint, own: string): string {
  return [method, rules, own, hours].join('.');
}

/** Empty parts where it was never searched, or by another version. */
export function readFingerprint(stored: string): SearchFingerprint & { own: string } {
  const [method = '', rules = '', own = '', hours = ''] = stored.split('.');
  return { method, rules, own, hours };
}
