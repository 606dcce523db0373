'use client';

import { useSuspenseQuery } from '@tanstack/react-query';
import { settingsQuery } from '@/lib/settings/query';
import { isTimeZone } from '@/lib/time/zones';
import { problemAt } from './field-problem';
import form from './form.module.css';
import { FormPanel } from './form-panel';
import { type HoursDraft, hoursShape } from './hours-draft';
import { HoursGroups } from './hours-groups';
import { KnownPeopleList } from './known-people-list';
import rows from './rows.module.css';
import { TextField } from './text-field';
import { TIME_ZONE_LIST, TimeZoneList } from './time-zone-list';
import { TimeZoneQuestion } from './time-zone-question';
import { useSectionForm } from './use-section-form';
import { WorkdaysField } from './workdays-field';

/** When people work: the organisation, groups of people, single persons. */
export function HoursForm() {
  const { serverTimeZone } = useSuspenseQuery(settingsQuery()).data;
  const section = useSectionForm('hours', {
    ...hoursShape,
    needsYes: (stored, { timeZone }) =>
      isTimeZone(timeZone ?? serverTimeZone) &&
      (timeZone ?? serverTimeZone) !== (stored.timeZone ?? serverTimeZone),
  });
  const { draft, change, problems } = section;
  const set = <Key extends keyof HoursDraft>(key: Key, value: HoursDraft[Key]) =>
    change(hours => ({ ...hours, [key]: value }), key);
  return (
    <FormPanel
      title="Working hours and time zone"
      intro={
        <p>
          Only waiting within working hours is counted. What a person has set comes before what their groups
          have, that before what holds for everybody, field by field. Changed hours hold for the past too:
          hours lost are recomputed in the background, newest weeks first.
        </p>
      }
      form={section}
      savedText="Hours lost are recomputed in the background, newest weeks first."
    >
      <TimeZoneList />
      <KnownPeopleList />
      <h3 className={form.part}>Everybody</h3>
      <div className={rows.stack}>
        <div className={rows.fields}>
          <TextField
            label="Time zone"
            value={draft.timeZone}
            onChange={timeZone => set('timeZone', timeZone)}
            placeholder={serverTimeZone}
            list={TIME_ZONE_LIST}
            problem={problemAt(problems, 'timeZone')}
            hint={`Days and weeks of all figures begin by its clock. Empty: that of the server, ${serverTimeZone}.`}
          />
          <TextField
            label="From"
            value={draft.from}
            onChange={from => set('from', from)}
            isShort
            problem={problemAt(problems, 'from')}
          />
          <TextField
            label="Until"
            value={draft.until}
            onChange={until => set('until', until)}
            isShort
            problem={problemAt(problems, 'until')}
            hint="24:00 is midnight"
          />
        </div>
        <WorkdaysField
          label="Working days"
          value={draft.workdays}
          onChange={workdays => set('workdays', workdays)}
          problem={problemAt(problems, 'workdays')}
        />
      </div>
      <HoursGroups
        kind="teams"
        title="Groups with other hours"
        hint="People who work the same hours, such as an office abroad. They need not be the teams that own services."
        addText="Add a group"
        everybody={draft}
        serverTimeZone={serverTimeZone}
        groups={draft.teams}
        problems={problems}
        onChange={(teams, ...touched) => change(hours => ({ ...hours, teams }), ...touched)}
      />
      <HoursGroups
        kind="people"
        title="Single people with other hours"
        hint="By their login, or any name that People and bots has for them."
        addText="Add a person"
        everybody={draft}
        serverTimeZone={serverTimeZone}
        groups={draft.people}
        problems={problems}
        onChange={(people, ...touched) => change(hours => ({ ...hours, people }), ...touched)}
      />
      <TimeZoneQuestion form={section} serverTimeZone={serverTimeZone} />
    </FormPanel>
  );
}
