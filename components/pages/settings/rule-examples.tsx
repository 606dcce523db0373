'use client';

import { Button } from '@mantine/core';
import classes from './rules.module.css';
import type { RuleDraft } from './rules-draft';

type Example = Omit<RuleDraft, 'id'>;

const BY_STEP: Example = {
  repository: 'shop/mono',
  pipeline: '',
  step: '<service>-{build,push}',
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

/** How rules are written, by two that many need. */
export function RuleExamples({ onUse }: { onUse: (rule: Example) => void }) {
  return (
    <details className={classes.help}>
      <summary>How rules are written, with two examples</summary>
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
        them. Steps that it does not match, such as <code>clone</code>, stay with the service{' '}
        <strong>shop/mono</strong>.
      </p>
      <Button size="compact-xs" variant="default" onClick={() => onUse(BY_STEP)}>
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
