'use client';

import { useMounted } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useFilter } from '@/components/filters/filter-context';
import { servicesQuery } from '@/components/filters/service-pickers';
import { loginsQuery } from '@/lib/builds/query';
import { type RuleNames, ruleNamesQuery, settingsQuery } from '@/lib/settings/query';
import type { RuleDraft, RuleField } from './rules-draft';

/** IANA name of the organisation's time zone. */
export function useTimeZone(): string {
  const { data } = useSuspenseQuery(settingsQuery());
  return data.sections.hours.value.timeZone ?? data.serverTimeZone;
}

/** The zones that the browser knows, to choose from; the server may know others. */
export function useTimeZones(): string[] {
  const mounted = useMounted();
  return useMemo(() => (mounted ? Intl.supportedValuesOf('timeZone') : []), [mounted]);
}

/** People who have built, to choose from. */
export function useKnownPeople(): string[] {
  const { data } = useQuery(loginsQuery(useFilter()));
  return useMemo(
    () => [...new Set(data?.logins.filter(({ isBot }) => !isBot).map(({ person }) => person))],
    [data],
  );
}

/** Teams that own services, to choose from. */
export function useTeams(): string[] {
  const { data } = useQuery(servicesQuery);
  return useMemo(() => [...new Set(data?.map(({ team }) => team))].sort(), [data]);
}

export interface KnownNames {
  /** Null until they are read. */
  splits: RuleNames['splits'] | null;
  /** What may stand in a field of a rule, given the fields before it. */
  of: (field: RuleField, rule: RuleDraft) => string[];
}

/** Repositories, pipelines, steps, services and teams that there are, to choose from. */
export function useRuleNames(): KnownNames {
  const { data } = useQuery(ruleNamesQuery);
  const { data: services } = useQuery(servicesQuery);
  return useMemo(() => {
    const repositories = data?.repositories ?? [];
    const pipelinesOf = ({ repository }: RuleDraft) =>
      repositories.filter(one => mayMatch(repository, one.repository)).flatMap(one => one.pipelines);
    const choices: Record<RuleField, (rule: RuleDraft) => string[]> = {
      repository: () => repositories.map(({ repository }) => repository),
      pipeline: rule => pipelinesOf(rule).map(({ pipeline }) => pipeline),
      step: rule =>
        pipelinesOf(rule)
          .filter(({ pipeline }) => mayMatch(rule.pipeline, pipeline))
          .flatMap(({ steps }) => steps),
      service: () => (services ?? []).map(({ service }) => service),
      team: () => (services ?? []).map(({ team }) => team),
    };
    return {
      splits: data?.splits ?? null,
      of: (field, rule) => [...new Set(choices[field](rule))].sort(),
    };
  }, [data, services]);
}

/** Whether a name begins like a pattern; an empty one means any. */
function mayMatch(pattern: string, name: string): boolean {
  const [start = ''] = pattern.split(/[\\*?{<]/);
  return start === pattern && pattern !== '' ? name === pattern : name.startsWith(start);
}
