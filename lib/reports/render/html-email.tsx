import { Body } from '@react-email/body';
import { Column } from '@react-email/column';
import { Container } from '@react-email/container';
import { Head } from '@react-email/head';
import { Heading } from '@react-email/heading';
import { Html } from '@react-email/html';
import { Link } from '@react-email/link';
import { Preview } from '@react-email/preview';
import { render } from '@react-email/render';
import { Row } from '@react-email/row';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { CSSProperties, ReactNode } from 'react';
import type {
  DocumentFigure,
  DocumentItem,
  DocumentSection,
  DocumentTable,
  ReportDocument,
} from '../report-document';
import { absoluteUrl, footerOf, type RenderOptions, TONE_WORDS } from './links';

/** Gmail shows no more of a mail than 102 kB, and what the transport adds is not counted here. */
const MOST_BYTES = 95_000;
/** How many rows and items of a section stand in a mail: all, or as few as make it fit. */
const LIMITS = [Number.POSITIVE_INFINITY, 60, 30, 15, 5];

/**
 * The document as HTML for mail programs: tables, styles inline, no pictures; dark where the reader's program is and says
 * so. What would make it longer than Gmail shows is left to the page, and said.
 */
export async function renderHtmlEmail(document: ReportDocument, options: RenderOptions): Promise<string> {
  let html = '';
  for (const limit of LIMITS) {
    html = await render(<Mail document={document} options={options} limit={limit} />);
    if (Buffer.byteLength(html) <= MOST_BYTES) return html;
  }
  return html;
}

const FONT = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
const INK = { color: '#1f2328' };
const MUTED = { color: '#57606a' };
const TONES = { better: '#116329', worse: '#a40e26' };

/** Programs that are dark take these over what stands inline; the others never see them. */
const DARK_STYLES = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page, .page > table > tbody > tr > td { background-color: #0f1216 !important; }
  .card { background-color: #181c22 !important; border-color: #2d333b !important; }
  .ink { color: #e6e9ed !important; }
  .muted { color: #a3adb8 !important; }
  .link { color: #7cb3ff !important; }
  .better { color: #56d07a !important; }
  .worse { color: #ff8f86 !important; }
  .line { border-color: #2d333b !important; }
  .notice { background-color: #3a2f12 !important; color: #f5dfa3 !important; }
}
@media (max-width: 480px) {
  .card { padding: 16px 14px !important; }
  .figure { display: block !important; width: 100% !important; padding-bottom: 12px !important; }
  .cell { padding-right: 4px !important; font-size: 12px !important; }
}
`;

interface PartProps {
  options: RenderOptions;
}

function Mail({ document, options, limit }: PartProps & { document: ReportDocument; limit: number }) {
  return (
    <Html lang="en">
      <Head>
        <title>{document.title}</title>
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: ours, and without a word from outside */}
        <style dangerouslySetInnerHTML={{ __html: DARK_STYLES }} />
      </Head>
      <Body
        className="page"
        style={{ margin: 0, padding: '16px 8px', backgroundColor: '#f3f5f7', fontFamily: FONT }}
      >
        <Preview>{document.lead.join(' ')}</Preview>
        <Container
          className="card ink"
          style={{
            ...INK,
            maxWidth: '600px',
            width: '100%',
            padding: '24px',
            backgroundColor: '#ffffff',
            border: '1px solid #d8dee4',
            borderRadius: '6px',
          }}
        >
          <Heading
            as="h1"
            className="ink"
            style={{ ...INK, ...TEXT, margin: 0, fontSize: '21px', lineHeight: '27px' }}
          >
            {document.title}
          </Heading>
          <Text className="muted" style={{ ...MUTED, ...TEXT, margin: '4px 0 16px', fontSize: '14px' }}>
            {document.subtitle}
          </Text>
          {document.notices.map(notice => (
            <Text key={notice} className="notice" style={NOTICE}>
              {notice}
            </Text>
          ))}
          {document.lead.map((sentence, i) => (
            <Text key={sentence} className="ink" style={{ ...LEAD, fontWeight: i === 0 ? 600 : 400 }}>
              {sentence}
            </Text>
          ))}
          <Figures figures={document.figures} options={options} />
          {document.sections.map(section => (
            <SectionPart key={section.title} section={section} options={options} limit={limit} />
          ))}
          <Foot document={document} options={options} />
        </Container>
      </Body>
    </Html>
  );
}

const TEXT: CSSProperties = { wordBreak: 'break-word', overflowWrap: 'anywhere' };
const LEAD: CSSProperties = { ...INK, ...TEXT, margin: '0 0 6px', fontSize: '16px', lineHeight: '23px' };
const NOTICE: CSSProperties = {
  ...TEXT,
  margin: '0 0 12px',
  padding: '8px 12px',
  borderRadius: '4px',
  backgroundColor: '#fff4d6',
  color: '#5c4400',
  fontSize: '14px',
  lineHeight: '20px',
};

function Figures({ figures, options }: PartProps & { figures: readonly DocumentFigure[] }) {
  if (figures.length === 0) return null;
  const width = `${Math.floor(100 / figures.length)}%`;
  return (
    <Section
      className="line"
      style={{ marginTop: '12px', padding: '12px 0 4px', borderTop: '1px solid #d8dee4' }}
    >
      <Row>
        {figures.map(({ label, value, note, href }) => (
          <Column
            key={label}
            className="figure"
            style={{ width, verticalAlign: 'top', paddingRight: '10px' }}
          >
            <Text
              className="muted"
              style={{ ...MUTED, ...TEXT, margin: 0, fontSize: '13px', lineHeight: '18px' }}
            >
              {label}
            </Text>
            <Text className="ink" style={{ ...INK, ...TEXT, ...FIGURE }}>
              <Linked href={href} options={options} style={INK} className="ink">
                {value}
              </Linked>
            </Text>
            {note !== null && (
              <Text
                className="muted"
                style={{ ...MUTED, ...TEXT, margin: 0, fontSize: '13px', lineHeight: '18px' }}
              >
                {note}
              </Text>
            )}
          </Column>
        ))}
      </Row>
    </Section>
  );
}

const FIGURE: CSSProperties = { margin: 0, fontSize: '22px', lineHeight: '30px', fontWeight: 600 };

function SectionPart({ section, options, limit }: PartProps & { section: DocumentSection; limit: number }) {
  const { title, emptyText, items, table } = section;
  const rowCount = table?.rows.length ?? 0;
  const leftOut = Math.max(0, items.length - limit) + Math.max(0, rowCount - limit);
  return (
    <Section style={{ paddingTop: '16px' }}>
      <Heading
        as="h2"
        className="ink"
        style={{ ...INK, ...TEXT, margin: '0 0 6px', fontSize: '16px', lineHeight: '22px' }}
      >
        {title}
      </Heading>
      {items.length === 0 && rowCount === 0 && (
        <Text className="muted" style={{ ...MUTED, ...TEXT, ...ITEM }}>
          {emptyText}
        </Text>
      )}
      {items.slice(0, limit).map(item => (
        <Item key={`${item.text} ${item.href}`} item={item} options={options} />
      ))}
      {table !== null && rowCount > 0 && <TablePart table={table} options={options} limit={limit} />}
      {leftOut > 0 && (
        <Text className="muted" style={{ ...MUTED, ...TEXT, ...ITEM }}>
          {leftOut} more on the page: mail programs cut longer mails.
        </Text>
      )}
    </Section>
  );
}

const ITEM: CSSProperties = { margin: '0 0 8px', fontSize: '14px', lineHeight: '20px' };

function Item({ item: { text, detail, tone, href }, options }: PartProps & { item: DocumentItem }) {
  return (
    <Text className="ink" style={{ ...INK, ...TEXT, ...ITEM }}>
      {tone !== null && (
        <strong className={tone} style={{ color: TONES[tone] }}>
          {TONE_WORDS[tone]}:{' '}
        </strong>
      )}
      <Linked href={href} options={options}>
        {text}
      </Linked>
      {detail !== null && (
        <>
          <br />
          <span className="muted" style={{ ...MUTED, fontSize: '13px' }}>
            {detail}
          </span>
        </>
      )}
    </Text>
  );
}

function TablePart({ table, options, limit }: PartProps & { table: DocumentTable; limit: number }) {
  const alignOf = (i: number) => table.columns[i]?.align ?? 'left';
  return (
    <table width="100%" cellPadding={0} cellSpacing={0} style={{ borderCollapse: 'collapse', width: '100%' }}>
      <thead>
        <tr>
          {table.columns.map(({ label, align }) => (
            <th
              key={label}
              scope="col"
              align={align}
              className="cell muted line"
              style={{ ...MUTED, ...CELL, fontWeight: 600 }}
            >
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {table.rows.slice(0, limit).map(({ cells, href }) => (
          <tr key={`${cells[0]} ${href}`}>
            {cells.map((cell, i) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is told by its column
                key={i}
                align={alignOf(i)}
                className="cell ink line"
                style={{ ...INK, ...CELL, whiteSpace: alignOf(i) === 'right' ? 'nowrap' : 'normal' }}
              >
                <Linked href={i === 0 ? href : null} options={options}>
                  {cell}
                </Linked>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const CELL: CSSProperties = {
  padding: '4px 8px 4px 0',
  fontSize: '13px',
  lineHeight: '18px',
  borderBottom: '1px solid #d8dee4',
  verticalAlign: 'top',
  wordBreak: 'break-word',
};

interface FootProps extends PartProps {
  document: ReportDocument;
}

function Foot({ document, options }: FootProps) {
  const unsubscribe = options.unsubscribeUrl ?? null;
  const page = absoluteUrl(document.href, options);
  return (
    <Section
      className="line"
      style={{ marginTop: '16px', paddingTop: '12px', borderTop: '1px solid #d8dee4' }}
    >
      {page !== null && (
        <Text className="ink" style={{ ...INK, ...ITEM }}>
          <Linked href={document.href} options={options}>
            Open the page
          </Linked>
        </Text>
      )}
      {footerOf(document, options).map(line => (
        <Text
          key={line}
          className="muted"
          style={{ ...MUTED, ...TEXT, margin: '0 0 4px', fontSize: '12px', lineHeight: '17px' }}
        >
          {line}
        </Text>
      ))}
      {unsubscribe !== null && (
        <Text className="muted" style={{ ...MUTED, margin: '8px 0 0', fontSize: '12px', lineHeight: '17px' }}>
          <Link href={unsubscribe} target="_self" className="link" style={LINK}>
            Unsubscribe
          </Link>{' '}
          from these mails
        </Text>
      )}
    </Section>
  );
}

const LINK: CSSProperties = { color: '#0b57d0', textDecoration: 'underline' };

interface LinkedProps extends PartProps {
  href: string | null;
  children: ReactNode;
  className?: string;
  style?: CSSProperties;
}

function Linked({ href, options, children, className = 'link', style = LINK }: LinkedProps) {
  const url = absoluteUrl(href, options);
  if (url === null) return children;
  return (
    <Link href={url} target="_self" className={className} style={style}>
      {children}
    </Link>
  );
}
