'use client';

import { SimpleGrid } from '@mantine/core';
import { CheckField, TextField } from '@/components/ui/form/fields';
import classes from '@/components/ui/form/form.module.css';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import { AttentionCurve } from './attention-curve';
import {
  ATTENTION_FIELDS,
  type CostDraft,
  type CostField,
  costCodec,
  LIMIT_FIELDS,
  MONEY_FIELDS,
  SWITCH_FIELDS,
} from './cost-draft';
import { useSectionForm } from './use-section-form';

/** By what a wait becomes hours lost, and these money. @param defaults as the fields would show them */
export function CostForm({ defaults }: { defaults: CostDraft }) {
  const form = useSectionForm('cost', costCodec);
  const fieldsOf = (list: readonly CostField[]) => (
    <SimpleGrid minColWidth="min(340px, 100%)" autoFlow="auto-fill" spacing={32} verticalSpacing="md" mt="xs">
      {list.map(({ key, letter, label, unit, does }) =>
        key === 'countApproval' ? (
          <CheckField
            key={key}
            label={label}
            description={`${does} Default: ${defaults[key]}.`}
            checked={form.fields.values.countApproval === 'yes'}
            onChange={event => form.fields.setFieldValue(key, event.currentTarget.checked ? 'yes' : 'no')}
          />
        ) : (
          <TextField
            key={key}
            {...form.fields.getInputProps(key)}
            label={letter === undefined ? label : `${label} (${letter})`}
            unit={unit}
            isShort
            inputMode={key === 'currency' ? 'text' : 'decimal'}
            description={`${does} Default: ${defaults[key] === '' ? 'empty' : defaults[key]}.`}
          />
        ),
      )}
    </SimpleGrid>
  );
  return (
    <SaveFormPanel
      title="Cost model"
      intro={
        <p>
          How long people wait is measured. How much of their working time a wait takes is an estimate, and
          these are its assumptions. Changed ones hold for the past too: hours lost are recomputed in the
          background, newest weeks first, and every page says how far back they have come. Rates and currency
          hold at once.
        </p>
      }
      form={form}
      storedProblem={form.base.problem}
      savedText="Hours lost follow in the background, newest weeks first; money at once."
    >
      <h3 className={classes.part}>What a minute of waiting takes</h3>
      <AttentionCurve draft={form.fields.values} />
      {fieldsOf(ATTENTION_FIELDS)}
      <h3 className={classes.part}>What context switching takes</h3>
      {fieldsOf(SWITCH_FIELDS)}
      <h3 className={classes.part}>What of a build counts</h3>
      {fieldsOf(LIMIT_FIELDS)}
      <h3 className={classes.part}>What an hour costs</h3>
      {fieldsOf(MONEY_FIELDS)}
    </SaveFormPanel>
  );
}
