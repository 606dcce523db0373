'use client';

import { AttentionCurve } from './attention-curve';
import classes from './cost.module.css';
import { type CostDraft, costShape } from './cost-draft';
import { ATTENTION_FIELDS, type CostField, MONEY_FIELDS, SWITCH_FIELDS } from './cost-fields';
import { problemAt } from './field-problem';
import form from './form.module.css';
import { FormPanel } from './form-panel';
import { TextField } from './text-field';
import { type SectionForm, useSectionForm } from './use-section-form';

/** By what a wait becomes hours lost, and these money. @param defaults as the fields would show them */
export function CostForm({ defaults }: { defaults: CostDraft }) {
  const section = useSectionForm('cost', costShape);
  const fields = (list: readonly CostField[]) => (
    <div className={classes.fields}>
      {list.map(field => (
        <CostRow key={field.key} field={field} form={section} fallback={defaults[field.key]} />
      ))}
    </div>
  );
  return (
    <FormPanel
      title="Cost model"
      intro={
        <p>
          How long people wait is measured. How much of their working time a wait takes is an estimate, and
          these are its assumptions. Changed ones hold for the past too: hours lost are recomputed in the
          background, newest weeks first, and every page says how far back they have come. Rates and currency
          hold at once.
        </p>
      }
      form={section}
      savedText="Hours lost follow in the background, newest weeks first; money at once."
    >
      <h3 className={form.part}>What a minute of waiting takes</h3>
      <AttentionCurve draft={section.draft} />
      {fields(ATTENTION_FIELDS)}
      <h3 className={form.part}>What coming back takes</h3>
      {fields(SWITCH_FIELDS)}
      <h3 className={form.part}>What an hour costs</h3>
      {fields(MONEY_FIELDS)}
    </FormPanel>
  );
}

interface CostRowProps {
  field: CostField;
  form: SectionForm<CostDraft>;
  /** The default, as the field would show it. */
  fallback: string;
}

function CostRow({ field, form: section, fallback }: CostRowProps) {
  const { key, letter, label, unit, does } = field;
  const { draft, change, problems } = section;
  return (
    <TextField
      label={letter === undefined ? label : `${label} (${letter})`}
      unit={unit}
      value={draft[key]}
      onChange={value => change(cost => ({ ...cost, [key]: value }), key)}
      hint={
        <>
          {does} Default: {fallback === '' ? 'empty' : fallback}.
        </>
      }
      problem={problemAt(problems, key)}
      isShort
      inputMode={key === 'currency' ? 'text' : 'decimal'}
    />
  );
}
