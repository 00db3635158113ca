import type { CircuitView, DependencyView } from '../../contracts/circuit.js';

/** The state of a dependency as Markdown, for the Temporal UI. */
export function detailsOf({ circuits, rates }: DependencyView): string {
  const circuitRows = circuits.map(
    (view) =>
      `| ${view.name} | ${phaseOf(view)} | ${view.held?.since ?? view.since} | ${view.cause ?? ''} |`,
  );
  const rateRows = rates.map(
    ({ queue, perSecond, cause }) => `| ${queue} | ${perSecond} | ${cause} |`,
  );
  return [
    table('| circuit | state | since | why |', 4, circuitRows),
    table('| queue | per second | why |', 3, rateRows),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function phaseOf({ phase, held }: CircuitView): string {
  return held ? `held ${held.as}` : phase.replace('_', '-');
}

function table(head: string, columns: number, rows: readonly string[]): string {
  if (rows.length === 0) return '';
  return [head, `|${' --- |'.repeat(columns)}`, ...rows].join('\n');
}
