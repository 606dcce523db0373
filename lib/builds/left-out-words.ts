import type { LeftOutReason } from './left-out';

/** What a build is left out of, and why, in words; `phrase` is read after a number of builds. */
export const LEFT_OUT_WORDS: Readonly<
  Record<
    LeftOutReason,
    { of: 'all figures' | 'hours lost' | 'wait percentiles'; name: string; phrase: string; why: string }
  >
> = {
  'bad-creation': {
    of: 'all figures',
    name: 'Created at no time',
    phrase: 'created at no time',
    why: 'Created before 2010 or in the future, whatever the range.',
  },
  'ended-early': {
    of: 'all figures',
    name: 'Ended too early',
    phrase: 'ended before they began',
    why: 'They ended before they began.',
  },
  'no-end': {
    of: 'all figures',
    name: 'No end',
    phrase: 'over without an end',
    why: 'They are over without an end, or end in the future.',
  },
  gone: {
    of: 'all figures',
    name: 'Never seen to end',
    phrase: 'never seen to end',
    why: 'Their repository went from the CI server, or that was restored, while they were under way. Hours lost count the first ones of those that were stuck by then.',
  },
  'perhaps-approval': {
    of: 'hours lost',
    name: 'Perhaps approval',
    phrase: 'perhaps waiting for approval',
    why: 'In a protected repository, and begun so late that somebody may have had to approve it first.',
  },
  cron: { of: 'hours lost', name: 'Cron', phrase: 'cron', why: 'A timetable started them, nobody pushed.' },
  bot: {
    of: 'hours lost',
    name: 'Bots',
    phrase: 'by bots',
    why: 'Their person matches a pattern for bots in the settings.',
  },
  nobody: {
    of: 'hours lost',
    name: 'Nobody',
    phrase: 'by nobody the CI server names',
    why: 'The CI server names neither who triggered them nor an author.',
  },
  declined: {
    of: 'hours lost',
    name: 'Declined',
    phrase: 'declined',
    why: 'Somebody refused to let them run. They never finish: those created in the range.',
  },
  broken: {
    of: 'hours lost',
    name: 'Broken',
    phrase: 'in error before anything ran',
    why: 'In error before anything ran, such as an error in the YAML.',
  },
  failed: {
    of: 'wait percentiles',
    name: 'Failed',
    phrase: 'failed',
    why: 'A failure ends anywhere. They are shown as a rate.',
  },
  killed: {
    of: 'wait percentiles',
    name: 'Cancelled',
    phrase: 'cancelled',
    why: 'Somebody ended them early. Hours count until then, with the cause cancelled.',
  },
  skipped: {
    of: 'wait percentiles',
    name: 'Skipped',
    phrase: 'skipped',
    why: 'The CI server passed over them.',
  },
  unstarted: {
    of: 'wait percentiles',
    name: 'Never started',
    phrase: 'never started',
    why: 'They succeeded without a start.',
  },
  unclear: {
    of: 'wait percentiles',
    name: 'Unclear',
    phrase: 'perhaps waiting for approval',
    why: 'Perhaps they waited for an approval that nobody saw.',
  },
};
