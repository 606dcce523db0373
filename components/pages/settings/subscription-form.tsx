'use client';

import '@mantine/core/styles/Input.layer.css';
import '@mantine/core/styles/Stack.layer.css';
import { NativeSelect, Stack } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { HOURS_OF_DAY, hourName, WEEKDAYS } from '@/components/charts/week-hours';
import { useFilterLink } from '@/components/filters/filter-state';
import { CheckField, ChecksField, errorSentence, TextField, TYPED_TEXT } from '@/components/ui/form/fields';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import { SuggestField } from '@/components/ui/form/suggest-field';
import { useSaveForm } from '@/components/ui/form/use-save-form';
import {
  type NewSubscription,
  type Subscription,
  saveSubscription,
  subscriptionsQuery,
} from '@/lib/reports/delivery/query';
import { ALERT_NAMES, CHANNEL_NAMES } from './subscription-words';
import { useTeams, useTimeZones } from './suggestions';

interface SubscriptionFormProps {
  /** Null: a new one is made. */
  stored: Subscription | null;
  /** What a new one begins with. */
  timeZone: string;
  onSaved: (saved: Subscription | NewSubscription) => void;
  onCancel: () => void;
}

interface Values extends Record<string, unknown> {
  channel: string;
  target: string;
  team: string;
  weekday: string;
  hour: string;
  timeZone: string;
  isPaused: boolean;
  sendsReport: boolean;
  alerts: string[];
}

/** Subscribes somebody, or changes a subscription. */
export function SubscriptionForm({ stored, timeZone, onSaved, onCancel }: SubscriptionFormProps) {
  const client = useQueryClient();
  const link = useFilterLink();
  const teams = useTeams();
  const timeZones = useTimeZones();
  const [base, setBase] = useState(stored);
  const form = useSaveForm<Subscription | null, Values>({
    stored: base,
    toValues: subscription => valuesOf(subscription, timeZone),
    save: async (values, editing) => {
      const { channel, target, team, weekday, hour, timeZone: zone, ...rest } = values;
      const options = {
        team: team.trim() === '' ? null : team.trim(),
        ...{ weekday: Number(weekday), hour: Number(hour), timeZone: zone, ...rest },
      };
      const changed = target.trim() === '' ? null : target.trim();
      const content =
        editing === null
          ? { ...options, channel, target }
          : { ...options, target: changed, revision: editing.revision };
      const result = await saveSubscription(editing?.id ?? null, content);
      if (result.kind !== 'accepted') return result;
      setBase(result.answer);
      onSaved(result.answer);
      return { kind: 'accepted' };
    },
    readAgain: async () => {
      const { subscriptions } = await client.fetchQuery({ ...subscriptionsQuery(), staleTime: 0 });
      const next = subscriptions.find(({ id }) => id === base?.id) ?? base;
      setBase(next);
      return next;
    },
  });
  const { fields } = form;
  const { channel, sendsReport } = fields.getValues();
  return (
    <SaveFormPanel
      title={stored === null ? 'Subscribe' : 'Change this subscription'}
      intro={
        <p>
          The report of the last whole week goes out once, on this day and hour of each week. Alerts go out
          when they are found, each once, in one message an hour at most; all are at{' '}
          <Link href={link('/alerts')} prefetch={false}>
            Alerts
          </Link>
          .
        </p>
      }
      form={form}
      isNew={stored === null}
      onCancel={onCancel}
    >
      <Stack gap="sm" maw={440} mb="md">
        <NativeSelect
          {...TYPED_TEXT}
          label="Sent as"
          disabled={stored !== null}
          data={Object.entries(CHANNEL_NAMES).map(([value, label]) => ({ value, label }))}
          {...fields.getInputProps('channel')}
        />
        <TextField
          label={channel === 'email' ? 'Mail address' : 'Address of the webhook'}
          description={
            stored === null
              ? channel === 'email'
                ? 'Of a person or a list.'
                : 'Who knows it can write there: it is not shown again.'
              : `Empty: as it is, ${stored.target}.`
          }
          {...fields.getInputProps('target')}
        />
        <SuggestField
          label="Team"
          data={teams}
          description="Empty: the whole organisation."
          {...fields.getInputProps('team')}
        />
        <CheckField
          label="The weekly report"
          {...fields.getInputProps('sendsReport', { type: 'checkbox' })}
          error={errorSentence('This subscription', fields.errors.sendsReport)}
        />
        <NativeSelect
          {...TYPED_TEXT}
          disabled={!sendsReport}
          label="Day"
          data={WEEKDAYS.map((label, i) => ({ value: String(i + 1), label }))}
          {...fields.getInputProps('weekday')}
        />
        <NativeSelect
          {...TYPED_TEXT}
          disabled={!sendsReport}
          label="Hour"
          data={Array.from({ length: HOURS_OF_DAY }, (_, hour) => ({
            value: String(hour),
            label: hourName(hour),
          }))}
          {...fields.getInputProps('hour')}
        />
        <SuggestField
          label="Time zone"
          data={timeZones}
          description="Such as Europe/Berlin."
          {...fields.getInputProps('timeZone')}
        />
        <ChecksField
          label="Alerts"
          options={Object.entries(ALERT_NAMES).map(([value, label]) => ({ value, label }))}
          value={fields.values.alerts}
          onChange={alerts => fields.setFieldValue('alerts', alerts)}
          error={fields.errors.alerts}
        />
        <CheckField label="Paused" {...fields.getInputProps('isPaused', { type: 'checkbox' })} />
      </Stack>
    </SaveFormPanel>
  );
}

function valuesOf(subscription: Subscription | null, timeZone: string): Values {
  if (subscription === null) {
    return {
      channel: 'email',
      target: '',
      team: '',
      weekday: '1',
      hour: '7',
      timeZone,
      isPaused: false,
      sendsReport: true,
      alerts: [],
    };
  }
  const { channel, team, weekday, hour, isPaused, sendsReport, alerts } = subscription;
  return {
    ...{ channel, target: '', team: team ?? '', weekday: String(weekday), hour: String(hour) },
    ...{ timeZone: subscription.timeZone, isPaused, sendsReport, alerts: [...alerts] },
  };
}
