'use client';

import { Button, SegmentedControl } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { useViewState } from '@/components/filters/filter-state';
import { HelpPopover } from './help-popover';
import classes from './panel.module.css';
import { type CsvSource, saveCsv } from './save-csv';

interface PanelProps {
  title: string;
  definition: string;
  /** What the figures are and rest on, such as `hours · 412 builds`. */
  basis?: ReactNode;
  csv: CsvSource;
  /** Two panels of a page that show the same metric need names of their own in the address. */
  id?: string;
  /** Null: the figures are a table, and nothing else. */
  chart: ReactNode | null;
  table: ReactNode;
  /** Stands above chart and table alike. */
  children?: ReactNode;
  /** Stands beside the switch between chart and table. */
  tools?: ReactNode;
}

const VIEWS = [
  { value: 'chart', label: 'Chart' },
  { value: 'table', label: 'Table' },
];

/** Figures with what makes them trustworthy: their definition, their n, the table behind a chart, and the CSV. */
export function Panel(props: PanelProps) {
  const { title, definition, basis, csv, id = csv.name, chart, table, children, tools } = props;
  const [{ table: asTable }, setView] = useViewState();
  const heading = useId();
  const showsTable = chart === null || asTable.includes(id);
  const others = asTable.filter(other => other !== id);
  return (
    <article className={classes.panel} aria-labelledby={heading}>
      <header className={classes.head}>
        <div className={classes.name}>
          <h2 className={classes.title} id={heading}>
            {title}&nbsp;
            <HelpPopover text={definition} of={title} />
          </h2>
          {basis !== undefined && <div className={classes.basis}>{basis}</div>}
        </div>
        <div className={classes.tools}>
          {tools}
          {chart !== null && (
            <SegmentedControl
              size="xs"
              value={showsTable ? 'table' : 'chart'}
              onChange={view => setView({ table: view === 'table' ? [...others, id] : others })}
              aria-label={`${title}: chart or table`}
              data={VIEWS}
              transitionDuration={0}
            />
          )}
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${title}: save as CSV`}
            onClick={() => saveCsv(csv)}
          >
            CSV
          </Button>
        </div>
      </header>
      {children}
      {!showsTable && chart}
      {showsTable && chart === null && <div className={classes.whole}>{table}</div>}
      {showsTable && chart !== null && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard has to reach it
        <section className={classes.table} aria-label={`${title}: table`} tabIndex={0}>
          {table}
        </section>
      )}
    </article>
  );
}
