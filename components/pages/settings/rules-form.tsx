'use client';

import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { FormPanel } from './form-panel';
import { RuleExamples } from './rule-examples';
import { RuleRow } from './rule-row';
import classes from './rules.module.css';
import { emptyRule, moveRule, type RuleDraft, type RuleField, rulesShape } from './rules-draft';
import { RulesPreviewList } from './rules-preview-list';
import { useRulesPreview } from './use-rules-preview';
import { useSectionForm } from './use-section-form';

/** Rules for services and teams, in their order, with what each matches while one types. */
export function RulesForm() {
  const form = useSectionForm('rules', rulesShape);
  const { draft, change } = form;
  const preview = useRulesPreview(draft);
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<{ id: string; on: string } | null>(null);
  const [announcement, setAnnouncement] = useState('');

  // A row that moved is another place of the page: what had the focus in it must get it back.
  useEffect(() => {
    if (focus === null) return;
    const row = [...(list.current?.children ?? [])].find(
      child => child instanceof HTMLElement && child.dataset.rule === focus.id,
    );
    const wanted = row?.querySelector<HTMLElement>(
      `[data-part="${focus.on}"] input, button[data-part="${focus.on}"]:not(:disabled)`,
    );
    (wanted ?? row?.querySelector<HTMLElement>('input'))?.focus();
    setFocus(null);
  }, [focus]);

  const add = (rule: Omit<RuleDraft, 'id'>) => {
    const id = crypto.randomUUID();
    change(rules => [...rules, { ...rule, id }]);
    setFocus({ id, on: 'repository' });
    setAnnouncement(`Rule ${draft.length + 1} added`);
  };
  const edit = (index: number, field: RuleField, value: string) =>
    change(
      rules => rules.map((rule, at) => (at === index ? { ...rule, [field]: value } : rule)),
      index,
      field,
    );
  const move = (index: number, by: -1 | 1, on: string) => {
    const rule = draft[index];
    if (rule === undefined || draft[index + by] === undefined) return;
    change(rules => moveRule(rules, index, by));
    setFocus({ id: rule.id, on });
    setAnnouncement(`Rule ${index + 1} is now rule ${index + by + 1}`);
  };
  const remove = (index: number) => {
    change(rules => rules.filter((_, at) => at !== index));
    const next = draft[index + 1] ?? draft[index - 1];
    if (next !== undefined) setFocus({ id: next.id, on: 'remove' });
    setAnnouncement(`Rule ${index + 1} removed`);
  };

  return (
    <FormPanel
      title="Services and teams"
      intro={
        <>
          <p>
            A service is a repository, and its team is the repository’s namespace, unless a rule says
            otherwise. Rules are tried from the top; the first one that matches decides. They are applied when
            figures are read, so a change shows in the whole history at once.
          </p>
          <RuleExamples onUse={add} />
        </>
      }
      form={form}
      savedText="All figures follow the rules from now on, those of the past too."
    >
      {draft.length === 0 ? (
        <p className={classes.none}>No rules: every repository is a service of its own.</p>
      ) : (
        <div className={classes.heads} aria-hidden="true">
          <span />
          <span>Repository</span>
          <span>Pipeline</span>
          <span>Step</span>
          <span />
          <span>Service</span>
          <span>Team</span>
        </div>
      )}
      <ol className={classes.rules} ref={list}>
        {draft.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            index={index}
            count={draft.length}
            problems={form.problems.length > 0 ? form.problems : preview.problems}
            preview={preview.byId.get(rule.id) ?? null}
            onEdit={edit}
            onMove={move}
            onRemove={remove}
          />
        ))}
      </ol>
      <Button size="xs" variant="default" onClick={() => add(emptyRule(''))}>
        Add a rule
      </Button>
      <p className={classes.announcement} aria-live="polite">
        {announcement}
      </p>
      <RulesPreviewList {...preview} />
    </FormPanel>
  );
}
