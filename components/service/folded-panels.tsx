'use client';

import dynamic from 'next/dynamic';

/** What is folded away is loaded when somebody unfolds it: few do, and the page is heavy without it. */
export const FailurePanel = dynamic(() => import('./failure-panel').then(m => m.FailurePanel));

export const OutcomesPanel = dynamic(() => import('./outcomes-panel').then(m => m.OutcomesPanel));

export const PublishPanel = dynamic(() => import('./publish-panel').then(m => m.PublishPanel));

export const StageTimesPanel = dynamic(() => import('./stage-times-panel').then(m => m.StageTimesPanel));
