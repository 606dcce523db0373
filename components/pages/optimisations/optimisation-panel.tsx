'use client';

import { Button } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useRef, useState } from 'react';
import { ForRole } from '@/components/layout/access';
import { ComparisonFigures } from '@/components/panels/insights/comparison-figures';
import {
  CacheEffectsPanel,
  MixPanel,
  StepEffectsPanel,
} from '@/components/panels/insights/comparison-tables';
import { ControlPanel } from '@/components/panels/insights/control-panel';
import classes from '@/components/panels/insights/insights.module.css';
import { draftOf } from '@/components/panels/insights/optimisation-draft';
import { ASK_AGAIN_MS, OutdatedNote } from '@/components/panels/insights/outdated';
import { RecordForm } from '@/components/panels/insights/record-form';
import { Verdict } from '@/components/panels/insights/verdict';
import { LeadGrid } from '@/components/ui/lead-grid';
import { PanelGrid } from '@/components/ui/panel-layout';
import { Problem } from '@/components/ui/problem';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatDay, formatMoney, formatRange } from '@/lib/format';
import { describeScope, formatWeekly, type Optimisation, optimisationQuery } from '@/lib/insights/query';
import { pageLinks } from '@/lib/page-links';
import { addDays } from '@/lib/time/days';
import { compareLink } from './compare-link';
import { describePayBack, describeWaiting, isBeingComputed } from './pay-back';
import { useDeletion } from './use-deletion';

/** What was done, and what came of it. */
export function OptimisationPanel({ id }: { id: number }) {
  const router = useRouter();
  const { data } = useSuspenseQuery({
    ...optimisationQuery(id),
    refetchInterval: ({ state }) =>
      state.data !== undefined && isBeingComputed(state.data) ? ASK_AGAIN_MS : false,
  });
  const [isEditing, setEditing] = useState(false);
  const opener = useRef<HTMLButtonElement>(null);
  const { remove, restore, deleted } = useDeletion(id);
  const close = () => {
    setEditing(false);
    requestAnimationFrame(() => opener.current?.focus());
  };
  const error = remove.error ?? restore.error;
  if (deleted !== null)
    return (
      <TitledPanel title="Deleted">
        <p className={classes.say}>“{data.title}” is deleted. For a week it can be brought back.</p>
        {error !== null && <Problem title="Not done">{error.message}</Problem>}
        <div className={classes.actions}>
          <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate(id)}>
            Undo
          </Button>
        </div>
      </TitledPanel>
    );
  return (
    <PanelGrid>
      {isEditing ? (
        <RecordForm
          stored={data}
          prefilled={draftOf(data)}
          day={data.day}
          title="Change this optimisation"
          onSaved={() => {
            close();
            // Its name heads the page.
            router.refresh();
          }}
          onCancel={close}
        />
      ) : null}
      <Head optimisation={data}>
        {error !== null && <Problem title="Not done">{error.message}</Problem>}
        <div className={classes.actions}>
          <CompareWay optimisation={data} />
          <ForRole takes="editor">
            <Button
              ref={opener}
              size="xs"
              variant="default"
              disabled={isEditing}
              onClick={() => setEditing(true)}
            >
              Edit
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={remove.isPending}
              onClick={() => remove.mutate(data)}
            >
              Delete
            </Button>
          </ForRole>
        </div>
      </Head>
      <Effect optimisation={data} />
    </PanelGrid>
  );
}

function CompareWay({ optimisation }: { optimisation: Optimisation }) {
  const href = compareLink(optimisation);
  if (href === null) return null;
  return (
    <Button size="xs" variant="default" component={Link} href={href} prefetch={false}>
      Open in Compare
    </Button>
  );
}

function Head({ optimisation, children }: { optimisation: Optimisation; children: React.ReactNode }) {
  const { day, scope, by, hoursSpent, note, effect, expectedHoursAWeek } = optimisation;
  const isOutdated = optimisation.isOutdated && effect !== null;
  const facts = [
    `since ${formatDay(day, true)}`,
    describeScope(scope),
    ...(by === null ? [] : [`by ${by}`]),
    hoursSpent === null ? 'hours of work not recorded' : `${formatWeekly(hoursSpent)} of work`,
  ];
  return (
    <TitledPanel title="Did it help?" basis={facts.join(' · ')}>
      {isOutdated && <OutdatedNote what="figures" changed="settings, optimisations or the days that count" />}
      {effect === null ? (
        <p className={classes.say}>{describeWaiting(optimisation)}</p>
      ) : (
        <Verdict comparison={effect.comparison}>
          {effect.hoursAWeek !== null && <p className={classes.say}>{describePayBack(effect).sentence}</p>}
          <p className={classes.say}>{describeExpected(expectedHoursAWeek, effect)}</p>
          <p className={classes.basis}>{describeWindows(effect)}</p>
          {effect.cutBy.length > 0 && <CutBy effect={effect} />}
        </Verdict>
      )}
      {note !== null && <p className={classes.say}>{note}</p>}
      {children}
    </TitledPanel>
  );
}

type MeasuredEffect = NonNullable<Optimisation['effect']>;

function describeExpected(expected: number | null, { hoursAWeek }: MeasuredEffect): string {
  if (expected === null) return '';
  const measured = hoursAWeek === null ? 'not measured yet' : `${formatWeekly(hoursAWeek.value)} measured`;
  return `${formatWeekly(expected)} a week were expected, ${measured}.`;
}

function describeWindows({ before, after, isComplete }: MeasuredEffect): string {
  const days = ({ from, until }: MeasuredEffect['before']) => formatRange(from, addDays(until, -1));
  const whole = `${days(before)} against ${days(after)}, without the day itself`;
  return isComplete ? whole : `${whole}; days of it are still to come, so the figures are of those so far`;
}

/** Others in the same weeks: where they took effect, the weeks end. */
function CutBy({ effect: { cutBy } }: { effect: MeasuredEffect }) {
  return (
    <p className={classes.say}>
      Others that concern the same took effect within these weeks, which are cut there:{' '}
      {cutBy.map(({ id, title, day }, index) => (
        <span key={id}>
          {index > 0 && ', '}
          <Link href={pageLinks.optimisation(id)} prefetch={false}>
            {title}
          </Link>{' '}
          ({formatDay(day, true)})
        </span>
      ))}
      . What they did is not counted here.
    </p>
  );
}

function Effect({ optimisation }: { optimisation: Optimisation }) {
  const { effect, title, day } = optimisation;
  if (effect === null) return null;
  const { comparison, moneyAWeek, currency } = effect;
  const money = (amount: number) => formatMoney(amount, currency);
  return (
    <>
      <ComparisonFigures
        comparison={comparison}
        more={[
          {
            name: 'Money a week',
            value: moneyAWeek === null ? '–' : money(moneyAWeek.value),
            note:
              moneyAWeek === null
                ? 'not known'
                : `95 %: ${money(moneyAWeek.low)} to ${money(moneyAWeek.high)}`,
          },
          {
            name: effect.payBack.status === 'not yet' ? 'Pays back' : 'Paid back',
            value: effect.payBack.day === null ? '–' : formatDay(effect.payBack.day, true),
            note:
              effect.payBack.status === 'not yet'
                ? 'if it goes on as measured'
                : describePayBack(effect).short,
          },
        ]}
      />
      <ControlPanel
        control={comparison.control}
        hasVerdict={comparison.direction !== 'not enough data'}
        note={{ day, label: title }}
        empty="No other service ran on the same runners often enough, or all of them were changed too: there is nothing to hold it against. Compare lets you choose services yourself."
      />
      <LeadGrid
        lead={<StepEffectsPanel comparison={comparison} />}
        beside={
          <>
            <CacheEffectsPanel comparison={comparison} />
            <MixPanel comparison={comparison} />
          </>
        }
      />
    </>
  );
}
