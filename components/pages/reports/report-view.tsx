import Link from 'next/link';
import type { ReactNode } from 'react';
import { Toned } from '@/components/panels/insights/verdict';
import type { DocumentFigure, DocumentItem, DocumentSection, StoredReport } from '@/lib/reports/query';
import classes from './report.module.css';
import { ReportTools } from './report-tools';

interface ReportViewProps {
  report: StoredReport;
  /** Weeks around it that have a report; null: there is none. */
  neighbours: { previous: string | null; next: string | null };
  /** Teams that have one. */
  teams: readonly string[];
}

/** A report as it was made; printed, it is one page. */
export function ReportView({ report, neighbours, teams }: ReportViewProps) {
  const { document } = report;
  return (
    <div className={classes.report}>
      <ReportTools report={report} neighbours={neighbours} teams={teams} />
      <p className={classes.subtitle}>{document.subtitle}</p>
      {document.notices.length > 0 && (
        <ul className={classes.notices}>
          {document.notices.map(notice => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
      <div className={classes.lead}>
        {document.lead.map(sentence => (
          <p key={sentence}>{sentence}</p>
        ))}
      </div>
      {document.figures.length > 0 && (
        <dl className={classes.figures}>
          {document.figures.map(figure => (
            <LargeFigure key={figure.label} figure={figure} />
          ))}
        </dl>
      )}
      <div className={classes.sections}>
        {document.sections.map(section => (
          <Section key={section.title} section={section} />
        ))}
      </div>
      <footer className={classes.footer}>
        {document.footer.map(line => (
          <p key={line}>{line}</p>
        ))}
      </footer>
    </div>
  );
}

function LargeFigure({ figure: { label, value, note, href } }: { figure: DocumentFigure }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <span className={classes.value}>
          <Leading href={href}>{value}</Leading>
        </span>
        {note !== null && <span className={classes.note}>{note}</span>}
      </dd>
    </div>
  );
}

function Section({ section: { title, emptyText, items, table } }: { section: DocumentSection }) {
  return (
    <section className={classes.section}>
      <h2>{title}</h2>
      {items.length === 0 && table === null && <p className={classes.empty}>{emptyText}</p>}
      {items.length > 0 && (
        <ul className={classes.items}>
          {items.map(item => (
            <Item key={`${item.text} ${item.href}`} item={item} />
          ))}
        </ul>
      )}
      {table !== null && (
        <div className={classes.scroll}>
          <table className={classes.table}>
            <caption>{title}</caption>
            <thead>
              <tr>
                {table.columns.map(({ label, align }) => (
                  <th key={label} scope="col" data-align={align}>
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {table.rows.map(({ cells: [first = '', ...others], href }) => (
                <tr key={`${first} ${href}`}>
                  <th scope="row">
                    <Leading href={href}>{first}</Leading>
                  </th>
                  {others.map((cell, i) => (
                    <td key={table.columns[i + 1]?.label} data-align={table.columns[i + 1]?.align}>
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Item({ item: { text, detail, tone, href } }: { item: DocumentItem }) {
  return (
    <li>
      <Leading href={href}>
        <Toned tone={tone ?? 'none'}>{text}</Toned>
      </Leading>
      {detail !== null && <span className={classes.detail}>{detail}</span>}
    </li>
  );
}

function Leading({ href, children }: { href: string | null; children: ReactNode }) {
  return href === null ? (
    children
  ) : (
    <Link href={href} prefetch={false}>
      {children}
    </Link>
  );
}
