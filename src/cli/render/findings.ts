import type { Finding } from '../doctor/finding.js';
import stringWidth from 'string-width';
import { indented, padded } from './layout.js';
import type { Paint } from './paint.js';

/** One line per part, and under what is bad, what to do. */
export function renderFindings(findings: readonly Finding[], paint: Paint): string {
  const marks = { good: paint.green('✓'), info: paint.cyan('·'), bad: paint.red('✗') };
  const width = Math.max(...findings.map(({ part }) => stringWidth(part)));
  return findings
    .map(({ state, part, found, fix }) => {
      const line = `${marks[state]} ${padded(part, width)}  ${found}`;
      return fix === undefined ? line : `${line}\n${indented(`→ ${fix}`, width + 4)}`;
    })
    .join('\n');
}
