'use client';

import { capitalize } from './capitalize';
import { MatchedServices } from './matched-services';
import classes from './rules.module.css';
import type { PreviewOfDraft } from './use-rules-preview';

/** What no rule matches, and where rules disagree. */
export function RulesPreviewList({ preview, problems, failure }: PreviewOfDraft) {
  return (
    <div className={classes.rest}>
      <h3 className={classes.restTitle}>What no rule matches</h3>
      {problems.length > 0 && preview !== null && (
        <p>
          A rule has a problem: as long as it has, this and what each rule matches is of the rules before.
        </p>
      )}
      {failure !== null && <p className={classes.problem}>The preview failed: {failure}</p>}
      {preview === null ? (
        <p>…</p>
      ) : preview.unmatched.services.length === 0 ? (
        <p>
          {preview.rules.some(({ services }) => services.length > 0)
            ? 'Nothing: a rule decides for every step.'
            : 'No step is known yet: they come with the first builds.'}
        </p>
      ) : (
        <>
          <p>Here a service is the repository and its team the namespace.</p>
          <MatchedServices matched={preview.unmatched} />
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
