import type { Degradation } from '../../contracts/answer.js';
import { safeText } from './display-text.js';
import { badge, type Paint } from './paint.js';

/** One line per thing that did not go as it should have; empty when all did. */
export function degradations(degraded: readonly Degradation[], paint: Paint): string {
  return degraded
    .map(({ stage, cause, instead }) => {
      const label = badge(paint, 'warn', `degraded: ${stage}`);
      return `${label} ${safeText(cause)} ${paint.dim('→')} ${safeText(instead)}`;
    })
    .join('\n');
}
