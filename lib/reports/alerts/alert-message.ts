import { formatCount, formatCountOf, formatInstant } from '@/lib/format';
import type { DocumentItem, ReportDocument } from '../report-document';
import type { Alert } from './alert';

/** A message holds so many; the others are on the page. */
const MOST_TOLD = 10;
const LONGEST_TITLE = 90;

/** What a message says of alerts, of which there is one at least. */
export function alertMessage(
  alerts: readonly Alert[],
  { team, timeZone, now }: { team: string | null; timeZone: string; now: Date },
): ReportDocument {
  const told = alerts.slice(0, MOST_TOLD);
  const rest = alerts.length - told.length;
  const page = team === null ? '/alerts' : `/alerts?${new URLSearchParams({ team })}`;
  return {
    title: titleOf(alerts),
    subtitle: `${team === null ? 'All teams' : `Team ${team}`} · ${formatInstant(now.toISOString(), timeZone, true)}`,
    href: page,
    notices: [],
    lead: [
      `${formatCountOf(alerts.length, 'new finding')}. Each is told once; acknowledge it on its page, so that others know.`,
    ],
    figures: [],
    sections: [
      {
        title: 'What was found',
        emptyText: 'Nothing.',
        items: [
          ...told.map(alertItem),
          ...(rest === 0
            ? []
            : [{ text: `and ${formatCount(rest)} more`, detail: null, tone: null, href: page }]),
        ],
        table: null,
      },
    ],
    footer: [`Days are of ${timeZone}. Which alerts come is chosen under Settings, Reports and alerts.`],
  };
}

/** With the link to where somebody acknowledges it. */
export function alertItem({ id, text, detail, tone }: Alert): DocumentItem {
  return { text, detail, tone, href: `/alerts?alert=${id}` };
}

function titleOf([first, ...others]: readonly Alert[]): string {
  const more = others.length === 0 ? '' : ` and ${formatCount(others.length)} more`;
  const room = LONGEST_TITLE - more.length;
  const title = `Alert: ${first?.short ?? ''}`;
  return `${title.length <= room ? title : `${title.slice(0, room - 1).trimEnd()}…`}${more}`;
}
