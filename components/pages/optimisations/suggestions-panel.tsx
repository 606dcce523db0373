'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ForRole } from '@/components/layout/access';
import classes from '@/components/panels/insights/insights.module.css';
import { RecordForm } from '@/components/panels/insights/record-form';
import { ShowAll } from '@/components/ui/show-all';
import { TitledPanel } from '@/components/ui/titled-panel';
import { useExpanded } from '@/components/ui/use-expanded';
import { formatDay } from '@/lib/format';
import { describeScope, formatWeekly, suggestionsQuery } from '@/lib/insights/query';

const SHOWN = 5;

/** What may be an optimisation and is not recorded; it comes after the page, below all else. */
export function SuggestionsPanel() {
  const { data = [] } = useQuery(suggestionsQuery());
  const [opened, setOpened] = useState<string | null>(null);
  const [showsAll, toggle] = useExpanded('suggestions');
  if (data.length === 0) return null;
  return (
    <TitledPanel
      title="Perhaps to be recorded"
      basis="commits that read like an optimisation, and gains that nobody has explained"
    >
      <ul className={classes.list}>
        {(showsAll ? data : data.slice(0, SHOWN)).map(({ reason, day, evidence, hoursAWeek, draft }) => {
          const key = `${reason} ${day} ${draft.title} ${draft.scope.services.join(' ')}`;
          return (
            <li key={key} className={classes.item}>
              {opened === key ? (
                <RecordForm
                  stored={null}
                  prefilled={draft}
                  day={day}
                  title="Record an optimisation"
                  onSaved={() => setOpened(null)}
                  onCancel={() => setOpened(null)}
                />
              ) : (
                <div className={classes.itemHead}>
                  <div>
                    <h3 className={classes.itemTitle}>{draft.title}</h3>
                    <p className={`${classes.line} ${classes.dimmed}`}>
                      since {formatDay(day, true)}, {describeScope(draft.scope)} · {evidence}
                      {hoursAWeek !== null && ` · saves ${formatWeekly(hoursAWeek)} a week`}
                    </p>
                  </div>
                  <ForRole takes="editor">
                    <Button
                      size="compact-sm"
                      variant="default"
                      aria-label={`Record ${draft.title}`}
                      onClick={() => setOpened(key)}
                    >
                      Record
                    </Button>
                  </ForRole>
                </div>
              )}
            </li>
          );
        })}
      </ul>
      {data.length > SHOWN && <ShowAll count={data.length} showsAll={showsAll} toggle={toggle} />}
    </TitledPanel>
  );
}
