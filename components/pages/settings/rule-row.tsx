'use client';

import '@mantine/core/styles/ActionIcon.layer.css';
import { ActionIcon } from '@mantine/core';
import type { FormErrors, UseFormReturnType } from '@mantine/form';
import { SuggestField } from '@/components/ui/form/suggest-field';
import type { RulesPreview } from '@/lib/settings/query';
import classes from './rules.module.css';
import { captureOf, isComplete, type RuleDraft, type RuleField, type RulesDraft } from './rules-draft';
import { MatchedServices } from './rules-preview';
import type { KnownNames } from './suggestions';

interface RuleRowProps {
  rule: RuleDraft;
  index: number;
  count: number;
  fields: UseFormReturnType<RulesDraft>;
  names: KnownNames;
  /** What is wrong with rules, saved or while they are typed. */
  errors: FormErrors;
  preview: RulesPreview['rules'][number] | null;
  /** `on`: the part of the row that has the focus, to have it again. */
  onMove: (index: number, by: -1 | 1, on: string) => void;
  onRemove: (index: number) => void;
}

const FIELDS: ReadonlyArray<{ field: RuleField; label: string; placeholder: string }> = [
  { field: 'repository', label: 'Repository', placeholder: 'shop/*' },
  { field: 'pipeline', label: 'Pipeline', placeholder: 'any' },
  { field: 'step', label: 'Step', placeholder: 'any' },
  { field: 'service', label: 'Service', placeholder: 'shop' },
  { field: 'team', label: 'Team', placeholder: 'the namespace' },
];

/** One rule: five fields, its place in the order, and what it matches. */
export function RuleRow(props: RuleRowProps) {
  const { rule, index, count, fields, names, errors, preview, onMove, onRemove } = props;
  const name = `Rule ${index + 1}`;
  const at = `rules.${index}`;
  const isWrong = Object.keys(errors).some(field => field === at || field.startsWith(`${at}.`));
  const offerService = () => {
    const offered = rule.service.trim() === '' ? captureOf(rule) : null;
    if (offered !== null) fields.setFieldValue(`${at}.service`, offered);
  };
  const field = ({ field: key, label, placeholder }: (typeof FIELDS)[number]) => (
    <div key={key} className={classes.cell} data-part={key}>
      <SuggestField
        label={label}
        within={name}
        placeholder={placeholder}
        data={names.of(key, rule)}
        {...fields.getInputProps(`${at}.${key}`)}
        error={errors[`${at}.${key}`]}
      />
    </div>
  );
  return (
    <li
      className={classes.rule}
      data-rule={rule.id}
      onKeyDown={event => {
        // Rules hold for everybody: they are saved by the button, once one has seen what they change.
        if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
        event.preventDefault();
        offerService();
      }}
      onBlur={({ relatedTarget: next }) => {
        offerService();
        // Whoever types on replaces what was offered, and does not write it twice.
        if (next instanceof HTMLInputElement && next.closest('[data-part="service"]') !== null)
          requestAnimationFrame(() => next.select());
      }}
      onKeyDownCapture={event => {
        // A field would take the arrow for its suggestions.
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
        event.stopPropagation();
        const part = event.target instanceof Element ? event.target.closest('[data-part]') : null;
        const on = part instanceof HTMLElement ? part.dataset.part : undefined;
        onMove(index, event.key === 'ArrowUp' ? -1 : 1, on ?? 'repository');
      }}
    >
      <span className={classes.number} aria-hidden="true">
        {index + 1}
      </span>
      {FIELDS.slice(0, 3).map(field)}
      <span className={classes.arrow} aria-hidden="true">
        →
      </span>
      {FIELDS.slice(3).map(field)}
      <ActionIcon.Group className={classes.buttons ?? ''}>
        <ActionIcon
          variant="default"
          size="input-sm"
          data-part="up"
          aria-label={`Move ${name.toLowerCase()} up`}
          title="Move up (Alt+↑)"
          disabled={index === 0}
          onClick={() => onMove(index, -1, 'up')}
        >
          ↑
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="input-sm"
          data-part="down"
          aria-label={`Move ${name.toLowerCase()} down`}
          title="Move down (Alt+↓)"
          disabled={index === count - 1}
          onClick={() => onMove(index, 1, 'down')}
        >
          ↓
        </ActionIcon>
        <ActionIcon
          variant="default"
          size="input-sm"
          data-part="remove"
          aria-label={`Remove ${name.toLowerCase()}`}
          title="Remove"
          onClick={() => onRemove(index)}
        >
          ×
        </ActionIcon>
      </ActionIcon.Group>
      <div className={classes.matches}>
        {errors[at] !== undefined && <p className={classes.problem}>{errors[at]}</p>}
        {!isWrong && <RuleMatches rule={rule} preview={preview} />}
      </div>
    </li>
  );
}

function RuleMatches({ rule, preview }: Pick<RuleRowProps, 'rule' | 'preview'>) {
  if (!isComplete(rule)) return <p>Give repository and service to see what it matches.</p>;
  if (preview === null) return <p>…</p>;
  if (preview.emptyBecause !== null) return <p>Decides nothing: {preview.emptyBecause}.</p>;
  return <MatchedServices matched={preview} />;
}
