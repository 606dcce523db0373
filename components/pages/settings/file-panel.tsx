'use client';

import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import panel from '@/components/ui/panel.module.css';
import { type ImportOutcome, importSettings } from '@/lib/settings/query';
import { AskDialog } from './ask-dialog';
import classes from './form.module.css';
import { ImportSummary } from './import-summary';
import { LinesField } from './lines-field';
import { useLeaveWarning } from './use-leave-warning';

/** All settings as a YAML file: to keep beside the code, to copy to another installation. */
export function FilePanel() {
  const client = useQueryClient();
  const [text, setText] = useState('');
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const plan = outcome?.kind === 'answer' && !outcome.answer.saved ? outcome.answer : null;
  const changes = plan !== null && Object.values(plan.sections).includes('changed');
  useLeaveWarning(text !== '' && !(outcome?.kind === 'answer' && outcome.answer.saved));

  const send = async (dry: boolean, confirm = false) => {
    setAsking(false);
    setBusy(true);
    const result = await importSettings(text, { dry, confirm });
    if (result.kind === 'answer' && result.answer.saved) void client.invalidateQueries();
    setOutcome(result);
    setBusy(false);
  };
  const take = (written: string) => {
    setText(written);
    setOutcome(null);
  };
  return (
    <article className={panel.panel} aria-labelledby="settings-file">
      <h2 className={panel.title} id="settings-file">
        All settings as a file
      </h2>
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
        <label className={classes.file}>
          Choose a file to take over
          <input
            type="file"
            accept=".yaml,.yml,.json,application/yaml"
            onChange={async event => {
              const input = event.currentTarget;
              const file = input.files?.[0];
              if (file === undefined) return;
              take(await file.text());
              // The same file, changed meanwhile, can be chosen again.
              input.value = '';
            }}
          />
        </label>
      </div>
      <div className={classes.paste}>
        <LinesField
          label="Or paste it here"
          value={text}
          onChange={take}
          placeholder={'rules:\n  - repository: shop/*\n    service: shop'}
          leastRows={4}
        />
      </div>
      <div aria-live="polite">{outcome !== null && <ImportSummary outcome={outcome} />}</div>
      <div className={classes.actions}>
        <Button
          size="xs"
          variant="default"
          disabled={text.trim() === '' || isBusy}
          onClick={() => void send(true)}
        >
          See what it would change
        </Button>
        {changes && (
          <Button
            size="xs"
            loading={isBusy}
            onClick={() => (plan.needsConfirmation ? setAsking(true) : void send(false))}
          >
            Take it over
          </Button>
        )}
      </div>
      <AskDialog
        isOpen={isAsking}
        title="Change the time zone as well?"
        yes="Take it over and recompute everything"
        no="Not now"
        onYes={() => void send(false, true)}
        onNo={() => setAsking(false)}
      >
        <p>
          The file names another time zone: builds near midnight move to other days, and all figures are
          recomputed in the background, newest weeks first.
        </p>
      </AskDialog>
    </article>
  );
}
