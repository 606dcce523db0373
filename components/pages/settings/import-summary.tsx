'use client';

import { formatCount, formatCountOf } from '@/lib/format';
import type { ImportOutcome } from '@/lib/settings/query';
import { capitalize } from './capitalize';
import classes from './form.module.css';
import type { SectionName } from './sections';

const SECTIONS: ReadonlyArray<{ name: SectionName; label: string }> = [
  { name: 'rules', label: 'Rules for services and teams' },
  { name: 'people', label: 'People and bots' },
  { name: 'hours', label: 'Working hours and time zone' },
  { name: 'cost', label: 'Cost model' },
  { name: 'targets', label: 'Targets of services' },
];

const CHANGES = {
  changed: 'would be replaced',
  unchanged: 'the same as now',
  absent: 'not in the file: stays as it is',
} as const;

const SAVED_CHANGES = {
  changed: 'replaced',
  unchanged: 'was the same',
  absent: 'was not in the file',
} as const;

/** What a file would do, or did; or all that is wrong with it. */
export function ImportSummary({ outcome }: { outcome: ImportOutcome }) {
  if (outcome.kind === 'refused') return <p className={classes.fileProblem}>{capitalize(outcome.message)}</p>;
  const { saved, sections, preview, needsConfirmation } = outcome.answer;
  const changed = Object.values(sections).filter(change => change === 'changed').length;
  const words = saved ? SAVED_CHANGES : CHANGES;
  return (
    <div className={classes.summary}>
      <p>
        <strong>
          {saved
            ? 'Taken over.'
            : changed === 0
              ? 'Nothing would change.'
              : `${formatCount(changed)} of ${SECTIONS.length} parts would change; nothing is saved yet.`}
        </strong>
      </p>
      <ul>
        {SECTIONS.map(({ name, label }) => (
          <li key={name}>
            {label}: {words[sections[name]]}
          </li>
        ))}
      </ul>
      {preview !== null && <RulesEffect preview={preview} />}
      {needsConfirmation && (
        <p>It changes the time zone: everything would be recomputed, newest weeks first.</p>
      )}
    </div>
  );
}

type Answer = Extract<ImportOutcome, { kind: 'answer' }>['answer'];

function RulesEffect({ preview }: { preview: NonNullable<Answer['preview']> }) {
  const services = new Set(preview.rules.flatMap(rule => rule.services.map(({ service }) => service)));
  const idle = preview.rules.flatMap(({ emptyBecause }, index) =>
    emptyBecause === null ? [] : [`rule ${index + 1} decides nothing: ${emptyBecause}`],
  );
  return (
    <>
      <p>
        {formatCountOf(preview.rules.length, 'rule')} for {formatCountOf(services.size, 'service')}; no rule
        matches {formatCountOf(preview.unmatched.steps, 'step')} in{' '}
        {formatCountOf(preview.unmatched.repositories, 'repository', 'repositories')}.
      </p>
      {[...idle, ...preview.problems].map(problem => (
        <p key={problem} className={classes.problem}>
          {capitalize(problem)}.
        </p>
      ))}
    </>
  );
}
