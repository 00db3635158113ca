import { metricMeter } from '@temporalio/workflow';
import { recorderOf } from '../core/recorder.js';

/** Records from within a workflow: leaves no trace in the history, and is silent while replaying. */
export const record = recorderOf(metricMeter);
