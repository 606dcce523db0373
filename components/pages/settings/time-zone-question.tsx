'use client';

import { AskDialog } from './ask-dialog';
import type { HoursDraft } from './hours-draft';
import type { SectionForm } from './use-section-form';

/** Asks before another time zone is saved. */
export function TimeZoneQuestion(props: { form: SectionForm<HoursDraft>; serverTimeZone: string }) {
  const { form, serverTimeZone } = props;
  const zone = form.draft.timeZone.trim() || serverTimeZone;
  return (
    <AskDialog
      isOpen={form.outcome.kind === 'unconfirmed'}
      title={`Change the time zone to ${zone}?`}
      yes="Change it and recompute everything"
      no="Not now"
      onYes={() => void form.save(true)}
      onNo={form.reconsider}
    >
      <p>
        Days and weeks then begin by another clock: builds near midnight move to other days, and figures of
        the past change with them.
      </p>
      <p>
        Everything is recomputed in the background, newest weeks first. Until that is done, pages show older
        weeks by the clock of before, and say how far back the new one has come.
      </p>
    </AskDialog>
  );
}
