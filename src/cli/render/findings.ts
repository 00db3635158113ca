import type { Finding } from '../doctor/finding.js';
import { indented, padded, displayWidth, safeText } from './display-text.js';
import type { Paint } from './paint.js';

/** One line per part, and under what is bad, what to do. */
export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  const marks = { good: paint.green('✓'), info: paint.cyan('·'), bad: paint.red('✗') };
  const width = Math.max(...findings.map(({ part }) => displayWidth(part)));
  return findings
    .map(({ state, part, found, fix }) => {
      const line = `${marks[state]} ${padded(part, width)}  ${safeText(found)}`;
      return fix === undefined ? line : `${line}\n${indented(`→ ${fix}`, width + 4)}`;
    })
    .join('\n');
}
