'use client';

import { formatCount, formatCountOf } from '@/lib/format';
import type { RulesPreview } from '@/lib/settings/query';
import classes from './rules.module.css';
import type { RulesPreviewState } from './use-rules-preview';
import { capitalize } from './words';

const SHOWN = 200;
const NAMED = 4;

/** What no rule matches, and where rules disagree. */
export function UnmatchedServices({ preview, errors, failure }: RulesPreviewState) {
  return (
    <div className={classes.rest}>
      <h3 className={classes.restTitle}>What no rule matches</h3>
      {Object.keys(errors).length > 0 && preview !== null && (
        <p>
          A rule has a problem: as long as it has, this and what each rule matches is of the rules before.
        </p>
      )}
      {failure !== null && <p className={classes.problem}>The preview failed: {failure}</p>}
      {preview === null ? (
        <p>…</p>
      ) : preview.unmatched.services.length + preview.shared.repositories === 0 ? (
        <p>
          {preview.rules.some(({ services }) => services.length > 0)
            ? 'Nothing: a rule decides for every step.'
            : 'No step is known yet: they come with the first builds.'}
        </p>
      ) : (
        <>
          {preview.unmatched.services.length > 0 && (
            <>
              <p>Here a service is the repository and its team the namespace.</p>
              <MatchedServices matched={preview.unmatched} />
            </>
          )}
          {preview.shared.repositories > 0 && <SharedSteps shared={preview.shared} />}
        </>
      )}
      {preview?.problems.map(problem => (
        <p key={problem} className={classes.problem}>
          {capitalize(problem)}.
        </p>
      ))}
    </div>
  );
}

/** What is left of repositories that rules split. */
function SharedSteps({ shared: { repositories, steps, examples } }: Pick<RulesPreview, 'shared'>) {
  return (
    <p>
      Shared: {formatCountOf(steps, 'step')} in{' '}
      {formatCountOf(repositories, 'split repository', 'split repositories')}, such as{' '}
      {examples.map(describePlace).join('; ')}. Their hours are divided among the services of each build, by
      the time of the services’ steps on the critical path.
    </p>
  );
}

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
            {examples.map(describePlace).join('; ')}
          </li>
        ))}
        {services.length > SHOWN && <li>and {formatCount(services.length - SHOWN)} more</li>}
      </ul>
    </details>
  );
}

function describePlace({
  repository,
  pipeline,
  step,
}: RulesPreview['unmatched']['services'][number]['examples'][number]) {
  if (pipeline === '') return `${repository} itself`;
  return step === '' ? `${repository}, pipeline ${pipeline}` : `${repository}, ${pipeline}, ${step}`;
}
