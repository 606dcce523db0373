'use client';

import type { RulesPreview } from '@/lib/settings/query';
import { type FieldProblem, isAt, problemAt } from './field-problem';
import { MatchedServices } from './matched-services';
import classes from './rules.module.css';
import { isComplete, type RuleDraft, type RuleField } from './rules-draft';
import { TextField } from './text-field';

interface RuleRowProps {
  rule: RuleDraft;
  index: number;
  count: number;
  problems: readonly FieldProblem[];
  preview: RulesPreview['rules'][number] | null;
  onEdit: (index: number, field: RuleField, value: string) => void;
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
  const { rule, index, count, problems, preview, onEdit, onMove, onRemove } = props;
  const name = `Rule ${index + 1}`;
  const whole = problemAt(problems, index);
  const field = ({ field: key, label, placeholder }: (typeof FIELDS)[number]) => (
    <div key={key} className={classes.cell} data-part={key}>
      <TextField
        label={label}
        within={name}
        value={rule[key]}
        onChange={value => onEdit(index, key, value)}
        placeholder={placeholder}
        problem={problemAt(problems, index, key)}
      />
    </div>
  );
  return (
    <li
      className={classes.rule}
      data-rule={rule.id}
      onKeyDown={event => {
        if (!event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return;
        event.preventDefault();
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
      <div className={classes.buttons}>
        <button
          type="button"
          data-part="up"
          aria-label={`Move ${name.toLowerCase()} up`}
          title="Move up (Alt+↑)"
          disabled={index === 0}
          onClick={() => onMove(index, -1, 'up')}
        >
          ↑
        </button>
        <button
          type="button"
          data-part="down"
          aria-label={`Move ${name.toLowerCase()} down`}
          title="Move down (Alt+↓)"
          disabled={index === count - 1}
          onClick={() => onMove(index, 1, 'down')}
        >
          ↓
        </button>
        <button
          type="button"
          data-part="remove"
          aria-label={`Remove ${name.toLowerCase()}`}
          title="Remove"
          onClick={() => onRemove(index)}
        >
          ×
        </button>
      </div>
      <div className={classes.matches}>
        {whole !== null && <p className={classes.problem}>{whole}</p>}
        {!problems.some(problem => isAt(problem, [index])) && <RuleMatches rule={rule} preview={preview} />}
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
