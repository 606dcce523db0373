'use client';

import { formatCount, formatCountOf } from '@/lib/format';
import type { RulesPreview } from '@/lib/settings/query';
import classes from './rules.module.css';

const SHOWN = 200;
const NAMED = 4;

/** What a rule, or no rule, decides: counts and names at once, the rest on demand. */
export function MatchedServices({ matched }: { matched: RulesPreview['unmatched'] }) {
  const { services, repositories, steps } = matched;
  const named = services.slice(0, NAMED).map(({ service }) => service);
  const others = services.length - named.length;
  return (
    <details className={classes.details}>
      <summary>
        {formatCountOf(services.length, 'service')} in{' '}
        {formatCountOf(repositories, 'repository', 'repositories')}, {formatCountOf(steps, 'step')}:{' '}
        {named.join(', ')}
        {others > 0 && ` and ${formatCount(others)} more`}
      </summary>
      <ul className={classes.services}>
        {services.slice(0, SHOWN).map(({ service, team, steps: own, examples }) => (
          <li key={service}>
            <strong>{service}</strong> of team {team}, {formatCountOf(own, 'step')}:{' '}
            {examples.map(place).join('; ')}
          </li>
        ))}
        {services.length > SHOWN && <li>and {formatCount(services.length - SHOWN)} more</li>}
      </ul>
    </details>
  );
}

function place({
  repository,
  pipeline,
  step,
}: RulesPreview['unmatched']['services'][number]['examples'][number]) {
  if (pipeline === '') return `${repository} itself`;
  return step === '' ? `${repository}, pipeline ${pipeline}` : `${repository}, ${pipeline}, ${step}`;
}
