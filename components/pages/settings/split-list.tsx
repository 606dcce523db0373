'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { formatCount, formatCountOf } from '@/lib/format';
import type { RuleNames } from '@/lib/settings/query';
import classes from './rules.module.css';

type Split = RuleNames['splits'][number];

const SHOWN = 5;
const NAMED = 5;

/** Repositories that no rule matches and that look like several services, each with rules that split it. */
export function SplitList({
  splits,
  onSplit,
}: {
  splits: readonly Split[];
  onSplit: (split: Split) => void;
}) {
  const [showsAll, setShowsAll] = useState(false);
  return (
    <section className={classes.rest} aria-labelledby="splits">
      <h3 className={classes.restTitle} id="splits">
        Repositories that look like several services
      </h3>
      <ul className={classes.splits}>
        {splits.slice(0, showsAll ? splits.length : SHOWN).map(split => (
          <li key={split.repository}>
            <span>
              <strong>{split.repository}</strong>: {formatCountOf(split.services.length, 'service')} by the
              names of its {split.by}s: {split.services.slice(0, NAMED).join(', ')}
              {split.services.length > NAMED && ` and ${formatCount(split.services.length - NAMED)} more`}
            </span>
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Split this repository: ${split.repository}`}
              onClick={() => onSplit(split)}
            >
              Split this repository
            </Button>
          </li>
        ))}
      </ul>
      {splits.length > SHOWN && (
        <Button size="compact-xs" variant="subtle" onClick={() => setShowsAll(now => !now)}>
          {showsAll ? 'Show fewer' : `${formatCount(splits.length - SHOWN)} more`}
        </Button>
      )}
    </section>
  );
}
