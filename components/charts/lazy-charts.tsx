'use client';

import dynamic from 'next/dynamic';
import classes from './chart.module.css';

const space = () => <div className={classes.plot} style={{ marginBottom: 28 }} />;

/** Charts arrive after text and figures: their library is a third of the page. */
export const PercentileChart = dynamic(() => import('./percentile-chart').then(m => m.PercentileChart), {
  ssr: false,
  loading: space,
});

export const StackChart = dynamic(() => import('./stack-chart').then(m => m.StackChart), {
  ssr: false,
  loading: space,
});

export const RateChart = dynamic(() => import('./rate-chart').then(m => m.RateChart), {
  ssr: false,
  loading: space,
});
