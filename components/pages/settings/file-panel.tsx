'use client';

import { Button, FileButton } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { LinesField } from '@/components/ui/form/fields';
import { useUnsavedWarning } from '@/components/ui/form/use-unsaved-warning';
import { TitledPanel } from '@/components/ui/titled-panel';
import { formatCount, formatCountOf } from '@/lib/format';
import { importSettings } from '@/lib/settings/query';
import classes from './file-panel.module.css';
import type { SectionName } from './section';
import { capitalize } from './words';

/** All settings as a YAML file: to keep beside the code, to copy to another installation. */
export function FilePanel() {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const resetFile = useRef<() => void>(null);
  const [isAsking, setAsking] = useState(false);
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const attempt = useMutation({
    mutationFn: (options: { dry: boolean; confirm: boolean }) => importSettings(text, options),
    onSuccess: result => {
      setOutcome(result);
      if (result.kind === 'accepted' && result.answer.saved) void client.invalidateQueries();
    },
  });
  const plan = outcome?.kind === 'accepted' && !outcome.answer.saved ? outcome.answer : null;
  const changes = plan !== null && Object.values(plan.sections).includes('changed');
  useUnsavedWarning(text !== '' && !(outcome?.kind === 'accepted' && outcome.answer.saved));

  const send = (dry: boolean, confirm = false) => {
    setAsking(false);
    attempt.mutate({ dry, confirm });
  };
  const take = (written: string) => {
    setText(written);
    setOutcome(null);
    attempt.reset();
  };
  return (
    <TitledPanel title="All settings as a file">
      <p className={classes.intro}>
        Rules, people, hours, cost model and targets, as YAML with comments: to keep beside your code, or to
        take over elsewhere. A file may hold some of them; the others stay as they are.
      </p>
      <div className={classes.actions}>
        <Button
          component="a"
          href="/api/v1/settings/export"
          download="buildhours.yaml"
          size="xs"
          variant="default"
        >
          Save as buildhours.yaml
        </Button>
        <FileButton
          accept=".yaml,.yml,.json,application/yaml"
          resetRef={resetFile}
          onChange={async file => {
            if (file === null) return;
            take(await file.text());
            // The same file, changed meanwhile, can be chosen again.
            resetFile.current?.();
          }}
        >
          {button => (
            <Button {...button} size="xs" variant="default">
              Choose a file to take over
            </Button>
          )}
        </FileButton>
      </div>
      <div className={classes.paste}>
        <LinesField
          label="Or paste it here"
          value={text}
          onChange={event => take(event.currentTarget.value)}
          placeholder={'rules:\n  - repository: shop/*\n    service: shop'}
          leastRows={4}
        />
      </div>
      <div aria-live="polite">{outcome !== null && <ImportSummary outcome={outcome} />}</div>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          disabled={text.trim() === '' || attempt.isPending}
          onClick={() => send(true)}
        >
          See what it would change
        </Button>
        {changes && (
          <Button
            size="xs"
            loading={attempt.isPending}
            onClick={() => (plan.needsConfirmation ? setAsking(true) : send(false))}
          >
            Take it over
          </Button>
        )}
      </div>
      <ConfirmDialog
        isOpen={isAsking}
        title="Change the time zone as well?"
        confirmText="Take it over and recompute everything"
        cancelText="Not now"
        onConfirm={() => send(false, true)}
        onCancel={() => setAsking(false)}
      >
        <p>
          The file names another time zone: builds near midnight move to other days, and all figures are
          recomputed in the background, newest weeks first.
        </p>
      </ConfirmDialog>
    </TitledPanel>
  );
}

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
function ImportSummary({ outcome }: { outcome: ImportOutcome }) {
  if (outcome.kind !== 'accepted') return <p className={classes.problem}>{capitalize(outcome.message)}</p>;
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

type ImportOutcome = Awaited<ReturnType<typeof importSettings>>;
type Answer = Extract<ImportOutcome, { kind: 'accepted' }>['answer'];

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
