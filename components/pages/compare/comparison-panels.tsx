'use client';

import { Button } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { FilterSelect } from '@/components/filters/filter-select';
import { servicesQuery } from '@/components/filters/service-pickers';
import { ComparisonFigures } from '@/components/panels/insights/comparison-figures';
import {
  CacheEffectsPanel,
  MixPanel,
  StepEffectsPanel,
} from '@/components/panels/insights/comparison-tables';
import { ControlPanel } from '@/components/panels/insights/control-panel';
import { describeMovedCaches } from '@/components/panels/insights/effect-words';
import classes from '@/components/panels/insights/insights.module.css';
import { Verdict } from '@/components/panels/insights/verdict';
import { EmptyPanel } from '@/components/ui/empty-panel';
import { LeadGrid } from '@/components/ui/lead-grid';
import { PanelGrid } from '@/components/ui/panel-layout';
import { Problem } from '@/components/ui/problem';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatRange } from '@/lib/format';
import { type CompareSearch, type Comparison, compareQuery } from '@/lib/insights/query';
import { addDays } from '@/lib/time/days';
import { rangeProblem } from '@/lib/time/ranges';
import styles from './compare.module.css';
import { compareAddress } from './compare-state';
import { useCompareState } from './use-compare-state';

/** Two sides with their verdict, or why there are none. */
export function ComparisonPanels() {
  const { search, set } = useCompareState();
  const problem = search.against === null ? null : rangeProblem(search.against);
  if (problem !== null)
    return (
      <Problem title="There are no such days before">
        <p>
          The range “{search.against}” in the address {problem}. Choose one above, or write two days, such as
          2026-03-02..2026-03-29.
        </p>
        <Button size="xs" variant="default" onClick={() => set({ against: null })}>
          Compare with the days just before
        </Button>
      </Problem>
    );
  return <Compared search={search} />;
}

function Compared({ search }: { search: CompareSearch }) {
  const { data } = useSuspenseQuery(compareQuery(search));
  if (data.before.buildCount + data.after.buildCount === 0)
    return (
      <EmptyPanel title="Nothing to compare">
        {data.leftOutCount === 0
          ? 'No successful build lies on either side, on working days. Choose other days, or clear filters.'
          : `The ${formatCount(data.leftOutCount)} builds of both sides have nothing in common: builds are only compared with those of the same service and kind. Choose longer ranges, or filters that both sides can meet.`}
      </EmptyPanel>
    );
  return (
    <PanelGrid>
      <TitledPanel title="Verdict" basis={sidesOf(data)}>
        <Verdict comparison={data}>
          <MovedCaches comparison={data} />
          <div className={classes.actions}>
            <Button
              size="xs"
              variant="default"
              component="a"
              href={compareAddress(search)}
              download={`compare-${data.before.from}-${data.after.from}.json`}
            >
              Save every number (JSON)
            </Button>
            <span className={classes.basis}>{methodOf(data)}</span>
          </div>
        </Verdict>
      </TitledPanel>
      <ComparisonFigures comparison={data} />
      <ControlPanel
        control={data.control}
        hasVerdict={data.direction !== 'not enough data'}
        empty={whyNoControl(search)}
      >
        <ControlChoice search={search} comparison={data} />
      </ControlPanel>
      <LeadGrid
        lead={<StepEffectsPanel comparison={data} />}
        beside={
          <>
            <CacheEffectsPanel comparison={data} />
            <MixPanel comparison={data} />
          </>
        }
      />
    </PanelGrid>
  );
}

/** Caches that hit more or less on one side: where there are any, they come before all else that may be the cause. */
function MovedCaches({ comparison: { caches } }: { comparison: Comparison }) {
  const moved = describeMovedCaches(caches);
  return moved === null ? null : <p className={classes.say}>{moved}</p>;
}

function sidesOf({ before, after }: Comparison): string {
  const days = ({ from, until }: Comparison['before']) => formatRange(from, addDays(until, -1));
  return `before: ${days(before)} · after: ${days(after)}`;
}

function methodOf({ method, seed, draws }: Comparison): string {
  if (method === null) return 'no interval';
  return seed === null || draws === null ? method : `${method}, ${formatCount(draws)} draws, seed ${seed}`;
}

/** Filters that differ have no control; days that differ do. */
function hasOtherFilter(search: CompareSearch): boolean {
  const { againstTeam, againstService, againstStep, againstBranch, againstEvent, againstRunner } = search;
  return [againstTeam, againstService, againstStep, againstBranch, againstEvent, againstRunner].some(
    value => value !== null,
  );
}

function whyNoControl(search: CompareSearch): string {
  if (hasOtherFilter(search))
    return 'The two sides differ by a filter, so there are no unchanged services to compare with.';
  if (search.control === 'none') return 'No service is chosen. Add one below.';
  if (search.service === null && search.team === null && search.scope === null)
    return 'All services are compared, so none is left to compare with. Choose a service or a team.';
  return 'No other service ran on the same runners often enough. Add one below.';
}

/** Which services it is compared with: suggested, chosen or none. */
function ControlChoice({ search, comparison }: { search: CompareSearch; comparison: Comparison }) {
  const { set } = useCompareState();
  const isMounted = useMounted();
  const { data = [] } = useQuery(servicesQuery);
  // The filters may have them before this part of the page is hydrated, and the server had none.
  const known = isMounted ? data : [];
  if (hasOtherFilter(search)) return null;
  const services = comparison.control?.services ?? [];
  const choose = (names: readonly string[]) =>
    set({ control: names.length === 0 ? 'none' : names.join(',') });
  const others = known
    .map(({ service }) => service)
    .filter(name => !services.includes(name) && name !== search.service);
  return (
    <div className={classes.actions}>
      {services.map(name => (
        <button
          key={name}
          type="button"
          className={styles.chip}
          aria-label={`Leave out ${name}`}
          onClick={() => choose(services.filter(other => other !== name))}
        >
          {name} <span aria-hidden="true">×</span>
        </button>
      ))}
      <FilterSelect
        label="Add a service"
        isFilter={false}
        width={170}
        options={[
          { value: '', label: 'Add a service …' },
          ...others.sort().map(name => ({ value: name, label: name })),
        ]}
        value=""
        onChange={name => {
          if (name !== '') choose([...services, name]);
        }}
      />
      {search.control !== 'suggested' && (
        <Button size="compact-sm" variant="subtle" onClick={() => set({ control: null })}>
          Suggest some
        </Button>
      )}
      {search.control !== 'none' && (
        <Button size="compact-sm" variant="subtle" onClick={() => set({ control: 'none' })}>
          Use none
        </Button>
      )}
    </div>
  );
}
