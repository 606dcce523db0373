import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Document, Font, Link, Page, renderToBuffer, StyleSheet, Text, View } from '@react-pdf/renderer';
import type { ReactNode } from 'react';
import type { DocumentSection, DocumentTable, ReportDocument } from '../report-document';
import { absoluteUrl, footerOf, type RenderOptions, TONE_WORDS } from './links';

const FONTS_DIR = path.resolve(
  fileURLToPath(import.meta.url),
  '../../../../node_modules/@fontsource/noto-sans/files',
);
/** Each script is a file; a letter is taken from the first that has it. */
const SCRIPTS = [
  'latin',
  'latin-ext',
  'cyrillic',
  'greek',
  'vietnamese',
  'cyrillic-ext',
  'greek-ext',
  'devanagari',
];
const FAMILIES = SCRIPTS.map(script => `Noto Sans ${script}`);

let fontsAreRegistered = false;

/** Sizes that are tried until the document is one page; the smallest is still read without a glass. */
const SCALES = [1, 0.9, 0.8];

/** The document on A4, on one page where it fits one; longer ones have numbers on their pages. */
export async function renderPdf(document: ReportDocument, options: RenderOptions): Promise<Buffer> {
  registerFonts();
  let fullSize: Buffer = Buffer.alloc(0);
  for (const scale of SCALES) {
    let pageCount = 0;
    const notePages = (total: number) => {
      pageCount = total;
    };
    const buffer = await renderToBuffer(
      <Sheet document={document} options={options} scale={scale} notePages={notePages} />,
    );
    if (pageCount === 1) return buffer;
    if (scale === 1) fullSize = buffer;
    // Nothing makes two full pages of one.
    if (pageCount > 2) break;
  }
  // What does not fit even so is read better at its full size.
  return fullSize;
}

function registerFonts(): void {
  if (fontsAreRegistered) return;
  SCRIPTS.forEach((script, i) => {
    const src = (weight: number) => path.join(FONTS_DIR, `noto-sans-${script}-${weight}-normal.woff`);
    Font.register({
      family: FAMILIES[i] ?? script,
      fonts: [
        { src: src(400), fontWeight: 400 },
        { src: src(700), fontWeight: 700 },
      ],
    });
  });
  // Names of services are not English: a hyphen in one would be taken for a part of it.
  Font.registerHyphenationCallback(word => [word]);
  fontsAreRegistered = true;
}

interface SheetProps {
  document: ReportDocument;
  options: RenderOptions;
  scale: number;
  notePages: (total: number) => void;
}

const COLOURS = { ink: '#1f2328', muted: '#57606a', line: '#d8dee4', link: '#0b57d0' };
const TONES = { better: '#116329', worse: '#a40e26' };

function stylesOf(scale: number) {
  const size = (points: number) => points * scale;
  return StyleSheet.create({
    page: {
      paddingVertical: 34,
      paddingHorizontal: 40,
      fontFamily: FAMILIES,
      fontSize: size(9),
      lineHeight: 1.35,
      color: COLOURS.ink,
    },
    title: { fontSize: size(16), fontWeight: 700, lineHeight: 1.25 },
    subtitle: { color: COLOURS.muted, marginBottom: size(8) },
    notice: { backgroundColor: '#fff4d6', color: '#5c4400', padding: size(5), marginBottom: size(6) },
    verdict: { fontSize: size(10.5), fontWeight: 700, marginBottom: size(3) },
    lead: { fontSize: size(10.5), marginBottom: size(3) },
    figures: {
      marginTop: size(5),
      flexDirection: 'row',
      borderTopWidth: 1,
      borderTopColor: COLOURS.line,
      paddingTop: size(6),
    },
    figure: { flex: 1, paddingRight: size(8) },
    muted: { color: COLOURS.muted, fontSize: size(8) },
    value: { fontSize: size(15), fontWeight: 700, lineHeight: 1.3 },
    heading: { fontSize: size(11), fontWeight: 700, marginTop: size(9), marginBottom: size(2) },
    item: { marginBottom: size(3) },
    row: {
      flexDirection: 'row',
      borderBottomWidth: 0.5,
      borderBottomColor: COLOURS.line,
      paddingVertical: size(1.2),
    },
    cell: { paddingRight: size(6), fontSize: size(8.5) },
    foot: { marginTop: size(10), paddingTop: size(5), borderTopWidth: 1, borderTopColor: COLOURS.line },
    link: { color: COLOURS.ink, textDecoration: 'none' },
    number: { position: 'absolute', bottom: 16, right: 40, fontSize: 8, color: COLOURS.muted },
  });
}

type Styles = ReturnType<typeof stylesOf>;

function Sheet({ document, options, scale, notePages }: SheetProps) {
  const styles = stylesOf(scale);
  const linked = (href: string | null, text: string) => (
    <Linked url={absoluteUrl(href, options)} styles={styles}>
      {text}
    </Linked>
  );
  return (
    <Document
      title={document.title}
      subject={document.subtitle}
      creator="Buildhours"
      producer="Buildhours"
      language="en"
    >
      <Page size="A4" style={styles.page}>
        <Text style={styles.title}>{linked(document.href, document.title)}</Text>
        <Text style={styles.subtitle}>{document.subtitle}</Text>
        {document.notices.map(notice => (
          <Text key={notice} style={styles.notice}>
            {notice}
          </Text>
        ))}
        {document.lead.map((sentence, i) => (
          <Text key={sentence} style={i === 0 ? styles.verdict : styles.lead}>
            {sentence}
          </Text>
        ))}
        {document.figures.length > 0 && (
          <View style={styles.figures}>
            {document.figures.map(({ label, value, note, href }) => (
              <View key={label} style={styles.figure}>
                <Text style={styles.muted}>{label}</Text>
                <Text style={styles.value}>{linked(href, value)}</Text>
                {note !== null && <Text style={styles.muted}>{note}</Text>}
              </View>
            ))}
          </View>
        )}
        {document.sections.map(section => (
          <SectionPart key={section.title} section={section} styles={styles} linked={linked} />
        ))}
        <View style={styles.foot}>
          {footerOf(document, options).map(line => (
            <Text key={line} style={styles.muted}>
              {line}
            </Text>
          ))}
        </View>
        <Text
          fixed
          style={styles.number}
          render={({ pageNumber, totalPages }) => {
            if (totalPages !== undefined) notePages(totalPages);
            return totalPages > 1 ? `${pageNumber} of ${totalPages}` : '';
          }}
        />
      </Page>
    </Document>
  );
}

interface SectionProps {
  section: DocumentSection;
  styles: Styles;
  linked: (href: string | null, text: string) => ReactNode;
}

function SectionPart({ section: { title, emptyText, items, table }, styles, linked }: SectionProps) {
  const hasRows = table !== null && table.rows.length > 0;
  return (
    <View>
      <Text style={styles.heading} minPresenceAhead={30}>
        {title}
      </Text>
      {items.length === 0 && !hasRows && <Text style={styles.muted}>{emptyText}</Text>}
      {items.map(({ text, detail, tone, href }) => (
        <View key={`${text} ${href}`} style={styles.item} wrap={false}>
          <Text>
            {tone !== null && (
              <Text style={{ color: TONES[tone], fontWeight: 700 }}>{`${TONE_WORDS[tone]}: `}</Text>
            )}
            {linked(href, text)}
          </Text>
          {detail !== null && <Text style={styles.muted}>{detail}</Text>}
        </View>
      ))}
      {hasRows && <Rows table={table} styles={styles} linked={linked} />}
    </View>
  );
}

function Rows({
  table: { columns, rows },
  styles,
  linked,
}: Omit<SectionProps, 'section'> & { table: DocumentTable }) {
  // The first column has names, the others have figures.
  const cellStyle = (i: number) => ({ flex: i === 0 ? 2 : 1, textAlign: columns[i]?.align ?? 'left' });
  return (
    <View>
      <View style={styles.row}>
        {columns.map(({ label }, i) => (
          <Text key={label} style={[styles.cell, cellStyle(i), { color: COLOURS.muted, fontWeight: 700 }]}>
            {label}
          </Text>
        ))}
      </View>
      {rows.map(({ cells, href }) => (
        <View key={`${cells[0]} ${href}`} style={styles.row} wrap={false}>
          {cells.map((cell, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is told by its column
            <Text key={i} style={[styles.cell, cellStyle(i)]}>
              {linked(i === 0 ? href : null, cell)}
            </Text>
          ))}
        </View>
      ))}
    </View>
  );
}

function Linked({ url, styles, children }: { url: string | null; styles: Styles; children: string }) {
  if (url === null) return <Text>{children}</Text>;
  return (
    <Link src={url} style={styles.link}>
      {children}
    </Link>
  );
}
