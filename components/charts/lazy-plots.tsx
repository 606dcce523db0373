'use client';

import dynamic from 'next/dynamic';

/**
 * Plots arrive after text and figures: their library is a third of the page. Their frame keeps the space. All come in
 * one piece: apart, each would bring what they share anew.
 */
const loadPlots = () => import('./plots/all-plots');

export const PercentilePlot = dynamic(() => loadPlots().then(m => m.PercentilePlot), { ssr: false });

export const StackPlot = dynamic(() => loadPlots().then(m => m.StackPlot), { ssr: false });

export const LinePlot = dynamic(() => loadPlots().then(m => m.LinePlot), { ssr: false });

export const DistributionPlot = dynamic(() => loadPlots().then(m => m.DistributionPlot), { ssr: false });
