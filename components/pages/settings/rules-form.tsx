'use client';

import { Button, VisuallyHidden } from '@mantine/core';
import dynamic from 'next/dynamic';
import { useEffect, useRef, useState } from 'react';
import { SaveFormPanel } from '@/components/ui/form/save-form-panel';
import type { RuleNames } from '@/lib/settings/query';
import { RuleRow } from './rule-row';
import classes from './rules.module.css';
import { draftOf, emptyRule, type RuleDraft, rulesCodec } from './rules-draft';
import { UnmatchedServices } from './rules-preview';
import { SplitList } from './split-list';
import { useRuleNames } from './suggestions';
import { useRulesPreview } from './use-rules-preview';
import { useSectionForm } from './use-section-form';

// It follows from something that is done.
const RuleChangeList = dynamic(() => import('./rule-changes').then(module => module.RuleChangeList), {
  ssr: false,
});

/**
 * Rules for services and teams, in their order, with what each matches while one types.
 *
 * @param props.splits how repositories could be split, until it is read anew
 */
export function RulesForm(props: Pick<RuleNames, 'splits'>) {
  const form = useSectionForm('rules', rulesCodec);
  const { fields } = form;
  const { rules } = fields.values;
  const preview = useRulesPreview(rules);
  const names = useRuleNames();
  const splits = (names.splits ?? props.splits).filter(({ repository }) =>
    rules.every(rule => rule.repository !== repository),
  );
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
    fields.insertListItem('rules', { ...rule, id });
    setFocus({ id, on: 'repository' });
    setAnnouncement(`Rule ${rules.length + 1} added`);
  };
  // What names one repository stands before rules for many.
  const split = ({ repository, rules: proposed }: RuleNames['splits'][number]) => {
    const drafts = proposed.map(rule => draftOf(rule, crypto.randomUUID()));
    for (const [index, draft] of drafts.entries()) fields.insertListItem('rules', draft, index);
    setFocus({ id: drafts[0]?.id ?? '', on: 'service' });
    setAnnouncement(`${repository} is split by rule 1`);
  };
  const move = (index: number, by: -1 | 1, on: string) => {
    const rule = rules[index];
    if (rule === undefined || rules[index + by] === undefined) return;
    fields.reorderListItem('rules', { from: index, to: index + by });
    setFocus({ id: rule.id, on });
    setAnnouncement(`Rule ${index + 1} is now rule ${index + by + 1}`);
  };
  const remove = (index: number) => {
    fields.removeListItem('rules', index);
    const next = rules[index + 1] ?? rules[index - 1];
    if (next !== undefined) setFocus({ id: next.id, on: 'remove' });
    setAnnouncement(`Rule ${index + 1} removed`);
  };

  return (
    <SaveFormPanel
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
      storedProblem={form.base.problem}
      savedText="All figures follow the rules from now on, those of the past too."
    >
      {rules.length === 0 ? (
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
        {rules.map((rule, index) => (
          <RuleRow
            key={rule.id}
            rule={rule}
            index={index}
            count={rules.length}
            fields={fields}
            names={names}
            errors={Object.keys(fields.errors).length > 0 ? fields.errors : preview.errors}
            preview={preview.byId.get(rule.id) ?? null}
            onMove={move}
            onRemove={remove}
          />
        ))}
      </ol>
      <Button size="xs" variant="default" onClick={() => add(emptyRule(''))}>
        Add a rule
      </Button>
      <VisuallyHidden aria-live="polite">{announcement}</VisuallyHidden>
      {form.isDirty && preview.preview !== null && <RuleChangeList changes={preview.preview.changes} />}
      {splits.length > 0 && <SplitList splits={splits} onSplit={split} />}
      {splits.length === 0 && (
        <p className={classes.noSplits}>
          By the names of its pipelines and steps, no repository without a rule looks like several services.
        </p>
      )}
      <UnmatchedServices {...preview} />
    </SaveFormPanel>
  );
}

type Example = Omit<RuleDraft, 'id'>;

const BY_STEP: Example = {
  repository: 'shop/mono',
  pipeline: '',
  step: '<service>-{build,push}',
  service: '<service>',
  team: '',
};

const BY_PIPELINE: Example = {
  repository: 'shop/mono',
  pipeline: '<service>-ci',
  step: '',
  service: '<service>',
  team: '',
};

const BY_NAMESPACE: Example = {
  repository: '{billing,ledger}/<name>',
  pipeline: '',
  step: '',
  service: '<name>',
  team: 'payments',
};

/** How rules are written, by three that many need. */
function RuleExamples({ onUse }: { onUse: (rule: Example) => void }) {
  return (
    <details className={classes.help}>
      <summary>How rules are written, with three examples</summary>
      <p>
        <code>*</code> stands for any characters but a slash, <code>**</code> for slashes too, <code>?</code>{' '}
        for one character, <code>{'{a,b}'}</code> for either. <code>{'<name>'}</code> stands for one character
        or more, and may be used as <code>{'<name>'}</code> in service and team. An empty pipeline or step
        means any. Without a team it is the namespace. Letter case counts.
      </p>
      <h3>One repository that holds many services</h3>
      <p>
        <code>shop/mono</code> has the steps <code>api-build</code>, <code>api-push</code>,{' '}
        <code>web-build</code> and <code>web-push</code>. The rule repository{' '}
        <code>{BY_STEP.repository}</code>, step <code>{BY_STEP.step}</code> → service{' '}
        <code>{BY_STEP.service}</code> makes the services <strong>api</strong> and <strong>web</strong> of
        them. Steps that no rule matches, such as <code>clone</code>, are shared: their hours are divided
        among the services of each build.
      </p>
      <Button size="compact-xs" variant="default" onClick={() => onUse(BY_STEP)}>
        Add this rule, to change it
      </Button>
      <h3>One repository with a pipeline for each service</h3>
      <p>
        Where <code>shop/mono</code> has the pipelines <code>api-ci</code> and <code>web-ci</code>, the rule
        repository <code>{BY_PIPELINE.repository}</code>, pipeline <code>{BY_PIPELINE.pipeline}</code> →
        service <code>{BY_PIPELINE.service}</code> gives every step of a pipeline to the service that it is
        named after.
      </p>
      <Button size="compact-xs" variant="default" onClick={() => onUse(BY_PIPELINE)}>
        Add this rule, to change it
      </Button>
      <h3>A team that owns several namespaces</h3>
      <p>
        The repositories of <code>billing</code> and <code>ledger</code> belong to one team. The rule
        repository <code>{BY_NAMESPACE.repository}</code> → service <code>{BY_NAMESPACE.service}</code>, team{' '}
        <code>{BY_NAMESPACE.team}</code> makes <code>billing/invoices</code> the service{' '}
        <strong>invoices</strong> of team <strong>payments</strong>. Where both have a repository of the same
        name, write two rules: <code>{'billing/<name>'}</code> → <code>{'billing/<name>'}</code>, and the same
        for <code>ledger</code>.
      </p>
      <Button size="compact-xs" variant="default" onClick={() => onUse(BY_NAMESPACE)}>
        Add this rule, to change it
      </Button>
    </details>
  );
}
