'use client';

import { Button } from '@mantine/core';
import { QueryErrorResetBoundary } from '@tanstack/react-query';
import { type CSSProperties, type ReactNode, Suspense } from 'react';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { useFilterContext } from '@/components/filters/filter-context';
import classes from './panel.module.css';

interface PanelSlotProps {
  /**
   * Pixels that the content will take, so that nothing moves when it comes. Left out where the page is not sent
   * before the answer is known: then the content is sent with the page, not after it.
   */
  height?: number;
  /** The same on a phone, where it differs. */
  phoneHeight?: number;
  children: ReactNode;
}

/** The space of a panel: its content loads, fails and is tried again apart from all others; another filter tries too. */
export function PanelSlot({ height, phoneHeight = height, children }: PanelSlotProps) {
  const { filter } = useFilterContext();
  const space = {
    '--height': `${height ?? 0}px`,
    '--phone-height': `${phoneHeight ?? 0}px`,
  } as CSSProperties;
  return (
    <section className={classes.slot} style={space}>
      <QueryErrorResetBoundary>
        {({ reset }) => (
          <ErrorBoundary onReset={reset} resetKeys={[filter]} FallbackComponent={PanelError}>
            {height === undefined ? (
              children
            ) : (
              <Suspense fallback={<div className={classes.skeleton} role="status" aria-label="Loading" />}>
                {children}
              </Suspense>
            )}
          </ErrorBoundary>
        )}
      </QueryErrorResetBoundary>
    </section>
  );
}

function PanelError({ error, resetErrorBoundary }: FallbackProps) {
  return (
    <div className={classes.panel} role="alert">
      <h2 className={classes.title}>These figures could not be read</h2>
      <p className={classes.message}>{error instanceof Error ? error.message : String(error)}</p>
      <Button size="xs" variant="default" onClick={resetErrorBoundary}>
        Try again
      </Button>
    </div>
  );
}

const LAYOUTS = { 1: classes.stack, 2: classes.grid, 3: classes.three };

/** Panels below each other; with `columns` two or three side by side where there is room. */
export function PanelGrid({ columns = 1, children }: { columns?: 1 | 2 | 3; children: ReactNode }) {
  return <div className={LAYOUTS[columns]}>{children}</div>;
}
