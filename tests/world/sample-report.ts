import type { ReportDocument } from '@/lib/reports/report-document';

/** What a name may look like at its worst: markup of HTML, Slack and Markdown. */
export const ODD_NAME = '<b>|*_`[x](y) & "z"';

/** A document with every part, and a table of so many services. */
export function sampleReport(serviceCount = 25): ReportDocument {
  const range = '?range=2026-11-16_2026-11-22';
  const services = Array.from({ length: serviceCount }, (_, i) => ({
    cells: [
      i === 1 ? ODD_NAME : `service-${i + 1}`,
      `${(40 - i * 1.4).toFixed(1)} h`,
      `${i % 5 === 0 ? '+' : '−'}${(i * 0.3).toFixed(1)} h`,
      `${4 + (i % 7)} min`,
      `${90 - (i % 9)} %`,
    ],
    href: `/services/service-${i + 1}${range}`,
  }));
  return {
    title: 'Week 47: 41 h lost to waiting, payments got slower',
    subtitle: 'All teams · 16 to 22 November 2026',
    href: '/reports/2026-W47',
    notices: ['2 of 31 repositories were not wholly imported when this was made.'],
    lead: [
      'We waited 41 hours, 6.8 h a working day, against 7.1 h the week before.',
      'One thing got worse: the step test of payments takes 4 min longer since 18 November.',
    ],
    figures: [
      {
        label: 'Hours lost',
        value: '41 h',
        note: '6.8 h a working day; 7.1 h the week before',
        href: `/${range}`,
      },
      { label: 'Cost', value: '€ 3,280', note: 'at € 80 an hour', href: '/settings/cost' },
      { label: 'Median wait', value: '7 min 12 s', note: 'usual: 7 to 8 min', href: null },
      { label: 'Cache hits', value: '84 %', note: null, href: `/metrics/cache${range}` },
    ],
    sections: [
      {
        title: 'What got slower',
        emptyText: 'Nothing got slower.',
        items: [
          {
            text: `${ODD_NAME}: test takes 9 min, 5 min before 18 November`,
            detail: 'Between 3 and 5 min longer in 42 builds; began with build 1,204.',
            tone: 'worse',
            href: `/changes/12${range}&step=a b|c`,
          },
          { text: 'api: lint takes 40 s, 90 s before', detail: null, tone: 'better', href: null },
        ],
        table: null,
      },
      { title: 'What got faster', emptyText: 'Nothing got faster.', items: [], table: null },
      {
        title: 'Fix first',
        emptyText: 'Nothing stands out.',
        items: [1, 2, 3].map(n => ({
          text: `Cache the dependencies of service-${n}`,
          detail: `Saves about ${10 - n} h a week.`,
          tone: null,
          href: `/fix-first${range}`,
        })),
        table: null,
      },
      {
        title: 'Services',
        emptyText: 'No builds.',
        items: [],
        table: {
          columns: [
            { label: 'Service', align: 'left' },
            { label: 'Lost', align: 'right' },
            { label: 'Against before', align: 'right' },
            { label: 'Median wait', align: 'right' },
            { label: 'Cache hits', align: 'right' },
          ],
          rows: services,
        },
      },
    ],
    footer: [
      'Days are of Europe/Berlin. Hours lost count people who wait at work.',
      'Data as of 23 November 2026, 06:00.',
    ],
  };
}
