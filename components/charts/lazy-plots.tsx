'use client';

import dynamic from 'next/dynamic';
import { FirstDrawing } from './first-drawing';

/**
 * Plots arrive after text and figures: their library is a third of the page. Until then the drawing of their frame stands
 * in their place. All come in one piece: apart, each would bring what they share anew.
 */
const loadPlots = () => import('./plots/all-plots');

export const PercentilePlot = dynamic(() => loadPlots().then(m => m.PercentilePlot), {
  ssr: false,
  loading: () => <FirstDrawing />,
});

export const StackPlot = dynamic(() => loadPlots().then(m => m.StackPlot), {
  ssr: false,
  loading: () => <FirstDrawing />,
});

export const LinePlot = dynamic(() => loadPlots().then(m => m.LinePlot), {
  ssr: false,
  loading: () => <FirstDrawing />,
});

export const DistributionPlot = dynamic(() => loadPlots().then(m => m.DistributionPlot), {
  ssr: false,
  loading: () => <FirstDrawing />,
});
