'use client';

import dynamic from 'next/dynamic';

/** Plots arrive after text and figures: their library is a third of the page. Their frame keeps the space. */
export const PercentilePlot = dynamic(() => import('./plots/percentile-plot').then(m => m.PercentilePlot), {
  ssr: false,
});

export const StackPlot = dynamic(() => import('./plots/stack-plot').then(m => m.StackPlot), { ssr: false });

export const LinePlot = dynamic(() => import('./plots/line-plot').then(m => m.LinePlot), { ssr: false });

export const DistributionPlot = dynamic(
  () => import('./plots/distribution-plot').then(m => m.DistributionPlot),
  { ssr: false },
);
