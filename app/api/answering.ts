import { NoPersonError } from '@/lib/access/read-access';
import { CiSignInError, CiSilentError } from '@/lib/access/visible-repos';
import { databaseTrouble } from '@/lib/db/database-trouble';
import { NoChangeError, UnknownOptimisationError } from '@/lib/insights/changes/change';
import { NoFindingError } from '@/lib/insights/fix-first/finding';
import { NoOptimisationError, OptimisationConflictError } from '@/lib/insights/optimisations/optimisation';
import { ScopeError } from '@/lib/insights/scope';
import { createLogger } from '@/lib/logger';
import { RETRY_AFTER_S } from '@/lib/operations/database-state';
import { HookRefusedError } from '@/lib/operations/hooks';
import { NoAlertError } from '@/lib/reports/alerts/alert';
import {
  NoSubscriptionError,
  SubscriptionConflictError,
  TargetError,
} from '@/lib/reports/delivery/subscription';
import { NoReportError } from '@/lib/reports/store/stored-report';
import { SettingsConflictError, TimeZoneChangeError } from '@/lib/settings/save-settings';
import { SettingsFileError } from '@/lib/settings/settings-file';
import {
  describeProblem,
  SettingsProblemsError,
  StoredSettingsError,
} from '@/lib/settings/settings-problems';
import { UnknownRangeError } from '@/lib/time/ranges';
import { UnknownWeekError } from '@/lib/time/weeks';
import { WeekFormatError } from '@/lib/weeks/reader';
import { ProblemsError, problemsAnswer } from './problems';

const logger = createLogger('error', 'json');

const UNFORESEEN = 'Buildhours failed to answer this; what went wrong is in the log of its server';

/**
 * Runs a route. Errors that were foreseen become answers that name every problem; of all others the answer tells
 * nothing, since they may speak of statements and files: they are logged.
 */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const answer = answerTo(error);
    if (answer !== null) return answer;
    const trouble = databaseTrouble(error);
    if (trouble !== null) return unavailableAnswer(trouble);
    logger.error({ err: error }, 'a request failed');
    return problemsAnswer(500, [UNFORESEEN]);
  }
}

/** The database cannot be used; it is worth asking again. */
function unavailableAnswer(trouble: string): Response {
  return Response.json(
    { problems: [`Buildhours cannot answer now: ${trouble}`] },
    { status: 503, headers: { 'Retry-After': String(RETRY_AFTER_S) } },
  );
}

function answerTo(error: unknown): Response | null {
  if (error instanceof ProblemsError) {
    const { status, problems, fields } = error;
    return problemsAnswer(status, problems, fields.length > 0 ? { fields } : {});
  }
  if (
    error instanceof UnknownRangeError ||
    error instanceof UnknownWeekError ||
    error instanceof ScopeError ||
    error instanceof UnknownOptimisationError
  )
    return problemsAnswer(400, [error.message]);
  if (error instanceof SettingsProblemsError) {
    return problemsAnswer(400, error.problems.map(describeProblem), { fields: error.problems });
  }
  if (error instanceof TargetError) {
    const { message, problem } = error;
    return problemsAnswer(400, [message], { fields: [{ path: ['target'], message: problem }] });
  }
  if (error instanceof CiSignInError) return problemsAnswer(401, [error.message]);
  if (error instanceof CiSilentError) {
    logger.error({ err: error }, 'the CI server does not say who somebody is');
    return problemsAnswer(503, [error.message]);
  }
  if (error instanceof SettingsFileError) return problemsAnswer(400, [error.message]);
  if (
    error instanceof NoPersonError ||
    error instanceof NoOptimisationError ||
    error instanceof NoSubscriptionError ||
    error instanceof NoAlertError ||
    error instanceof NoChangeError ||
    error instanceof NoFindingError ||
    error instanceof NoReportError
  ) {
    return problemsAnswer(404, [error.message]);
  }
  if (
    error instanceof SettingsConflictError ||
    error instanceof OptimisationConflictError ||
    error instanceof SubscriptionConflictError
  )
    return problemsAnswer(409, [error.message]);
  if (error instanceof HookRefusedError) return problemsAnswer(HOOK_REFUSED[error.reason], [error.message]);
  if (error instanceof TimeZoneChangeError) {
    return problemsAnswer(409, [error.message], { needsConfirmation: true });
  }
  if (error instanceof StoredSettingsError || error instanceof WeekFormatError)
    return problemsAnswer(500, [error.message]);
  return null;
}

const HOOK_REFUSED = { off: 404, unsigned: 401, unreadable: 400 } as const;
