import { metricMeter } from '@temporalio/workflow';
import { recorderOf } from '../core/recorder.js';

/** Records metrics from workflow code: adds no history event and does nothing during replay. */
export const record = recorderOf(metricMeter);
