import { SettingsConflictError, TimeZoneChangeError } from '@/lib/settings/save-settings';
import { SettingsFileError } from '@/lib/settings/settings-file';
import {
  describeProblem,
  SettingsProblemsError,
  StoredSettingsError,
} from '@/lib/settings/settings-problems';
import { UnknownRangeError } from '@/lib/time/ranges';
import { WeekFormatError } from '@/lib/weeks/reader';
import { ProblemsError, problemsAnswer } from './problems';

/** Runs a route. Errors that were foreseen become answers that name every problem; all others go on. */
export async function answering(work: () => Promise<Response>): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    const answer = answerTo(error);
    if (answer === null) throw error;
    return answer;
  }
}

function answerTo(error: unknown): Response | null {
  if (error instanceof ProblemsError) return problemsAnswer(error.status, error.problems);
  if (error instanceof UnknownRangeError) return problemsAnswer(400, [error.message]);
  if (error instanceof SettingsProblemsError) {
    return problemsAnswer(400, error.problems.map(describeProblem), { fields: error.problems });
  }
  if (error instanceof SettingsFileError) return problemsAnswer(400, [error.message]);
  if (error instanceof SettingsConflictError) return problemsAnswer(409, [error.message]);
  if (error instanceof TimeZoneChangeError) {
    return problemsAnswer(409, [error.message], { needsConfirmation: true });
  }
  if (error instanceof StoredSettingsError || error instanceof WeekFormatError)
    return problemsAnswer(500, [error.message]);
  return null;
}
