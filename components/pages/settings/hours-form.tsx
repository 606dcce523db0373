'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { TextField, WeekdaysField } from '@/components/ui/form/fields';
import classes from '@/components/ui/form/form.module.css';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import { SuggestField } from '@/components/ui/form/suggest-field';
import { settingsQuery } from '@/lib/settings/query';
import { isTimeZone } from '@/lib/time/zones';
import { hoursCodec } from './hours-draft';
import { HoursGroups } from './hours-groups';
import rows from './rows.module.css';
import { useTimeZones } from './suggestions';
import { useSectionForm } from './use-section-form';

/** When people work: the organisation, groups of people, single persons. */
export function HoursForm() {
  const { serverTimeZone } = useSuspenseQuery(settingsQuery()).data;
  const form = useSectionForm('hours', hoursCodec, (stored, value) => {
    const zone = value.timeZone ?? serverTimeZone;
    return isTimeZone(zone) && zone !== (stored.timeZone ?? serverTimeZone);
  });
  const { fields } = form;
  const timeZones = useTimeZones();
  return (
    <SaveFormPanel
      title="Working hours and time zone"
      intro={
        <p>
          Only waiting within working hours is counted. What a person has set comes before what their groups
          have, that before what holds for everybody, field by field. Changed hours hold for the past too:
          hours lost are recomputed in the background, newest weeks first.
        </p>
      }
      form={form}
      storedProblem={form.base.problem}
      savedText="Hours lost are recomputed in the background, newest weeks first."
    >
      <h3 className={classes.part}>Everybody</h3>
      <div className={rows.stack}>
        <div className={rows.fields}>
          <SuggestField
            label="Time zone"
            placeholder={serverTimeZone}
            data={timeZones}
            description={`Days and weeks of all figures begin by its clock. Empty: that of the server, ${serverTimeZone}.`}
            {...fields.getInputProps('timeZone')}
          />
          <TextField label="From" isShort {...fields.getInputProps('from')} />
          <TextField
            label="Until"
            isShort
            description="24:00 is midnight"
            {...fields.getInputProps('until')}
          />
        </div>
        <WeekdaysField
          label="Working days"
          value={fields.values.workdays}
          onChange={workdays => fields.setFieldValue('workdays', workdays)}
          error={fields.errors.workdays}
        />
      </div>
      <HoursGroups
        kind="teams"
        title="Groups with other hours"
        hint="People who work the same hours, such as an office abroad. They need not be the teams that own services."
        addText="Add a group"
        fields={fields}
        serverTimeZone={serverTimeZone}
        timeZones={timeZones}
      />
      <HoursGroups
        kind="people"
        title="Single people with other hours"
        hint="By their login, or any name that People and bots has for them."
        addText="Add a person"
        fields={fields}
        serverTimeZone={serverTimeZone}
        timeZones={timeZones}
      />
      <ConfirmDialog
        isOpen={form.outcome.kind === 'unconfirmed'}
        title={`Change the time zone to ${fields.values.timeZone.trim() || serverTimeZone}?`}
        confirmText="Change it and recompute everything"
        cancelText="Not now"
        onConfirm={() => form.save(true)}
        onCancel={form.reconsider}
      >
        <p>
          Days and weeks then begin by another clock: builds near midnight move to other days, and figures of
          the past change with them.
        </p>
        <p>
          Everything is recomputed in the background, newest weeks first. Until that is done, pages show older
          weeks by the clock of before, and say how far back the new one has come.
        </p>
      </ConfirmDialog>
    </SaveFormPanel>
  );
}
