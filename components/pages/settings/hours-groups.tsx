'use client';

import { Button } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useRef } from 'react';
import { CheckField, LinesField, TextField, WeekdaysField } from '@/components/ui/form/fields';
import classes from '@/components/ui/form/form.module.css';
import { SuggestField } from '@/components/ui/form/suggest-field';
import { emptyGroup, type HoursDraft } from './hours-draft';
import rows from './rows.module.css';
import { useKnownPeople } from './suggestions';

interface HoursGroupsProps {
  kind: 'teams' | 'people';
  title: string;
  hint: string;
  addText: string;
  fields: UseFormReturnType<HoursDraft>;
  serverTimeZone: string;
  timeZones: string[];
}

/** Groups, or single people, whose hours differ from everybody's. */
export function HoursGroups(props: HoursGroupsProps) {
  const { kind, title, hint, addText, fields, ...zones } = props;
  const list = useRef<HTMLUListElement>(null);
  const add = () => {
    fields.insertListItem(kind, emptyGroup(crypto.randomUUID(), kind === 'teams' ? '' : null));
    requestAnimationFrame(() => list.current?.lastElementChild?.querySelector<HTMLElement>('input')?.focus());
  };
  return (
    <section aria-label={title}>
      <h3 className={classes.part}>{title}</h3>
      <p className={classes.hint}>{hint}</p>
      <ul className={rows.rows} ref={list}>
        {fields.values[kind].map(({ id }, index) => (
          <HoursGroup key={id} kind={kind} index={index} fields={fields} {...zones} />
        ))}
      </ul>
      <Button size="xs" variant="default" onClick={add}>
        {addText}
      </Button>
    </section>
  );
}

type HoursGroupProps = Omit<HoursGroupsProps, 'title' | 'hint' | 'addText'> & { index: number };

/** One group or person, and which of everybody's hours are others for it; empty fields are the same. */
function HoursGroup({ kind, index, fields, serverTimeZone, timeZones }: HoursGroupProps) {
  const people = useKnownPeople();
  const everybody = fields.values;
  const group = everybody[kind][index];
  if (group === undefined) return null;
  const at = `${kind}.${index}` as const;
  const label = kind === 'teams' ? 'Group' : 'Person';
  const within = `${label} ${group.name.trim() || index + 1}`;
  return (
    <li className={rows.group}>
      <div className={rows.groupHead}>
        {kind === 'people' ? (
          <SuggestField
            label={label}
            within={String(index + 1)}
            data={people}
            {...fields.getInputProps(`${at}.name`)}
          />
        ) : (
          <TextField label={label} within={String(index + 1)} {...fields.getInputProps(`${at}.name`)} />
        )}
        <Button
          className={rows.remove ?? ''}
          variant="default"
          aria-label={`Remove ${within}`}
          onClick={() => fields.removeListItem(kind, index)}
        >
          Remove
        </Button>
      </div>
      {group.members !== null && (
        <div className={rows.narrow}>
          <LinesField
            label="Members, one login a line"
            within={within}
            {...fields.getInputProps(`${at}.members`)}
          />
        </div>
      )}
      <div className={rows.fields}>
        <SuggestField
          label="Time zone"
          within={within}
          placeholder={everybody.timeZone.trim() || serverTimeZone}
          data={timeZones}
          {...fields.getInputProps(`${at}.timeZone`)}
        />
        <TextField
          label="From"
          within={within}
          placeholder={everybody.from}
          isShort
          {...fields.getInputProps(`${at}.from`)}
        />
        <TextField
          label="Until"
          within={within}
          placeholder={everybody.until}
          isShort
          {...fields.getInputProps(`${at}.until`)}
        />
      </div>
      <CheckField
        label="Other working days"
        checked={group.workdays !== null}
        onChange={({ currentTarget: { checked } }) =>
          fields.setFieldValue(`${at}.workdays`, checked ? everybody.workdays : null)
        }
      />
      {group.workdays !== null && (
        <WeekdaysField
          label="Working days"
          within={within}
          value={group.workdays}
          onChange={workdays => fields.setFieldValue(`${at}.workdays`, workdays)}
          error={fields.errors[`${at}.workdays`]}
        />
      )}
    </li>
  );
}
