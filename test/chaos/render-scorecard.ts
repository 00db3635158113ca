import { exchanges } from '../fakes/dialects/dialect-case.js';
import { dialectRows, type DialectResult } from './dialects.js';
import { grades, rules } from './scoring.js';
import { aimsOf, seconds, type NamedStorm, type Scorecard } from './scorecard.js';
import type { Soak } from './soak/run-soak.js';
import type { Tally } from './tally.js';
import { whatHappens } from './what-happens.js';

/** Between these stands, in the README, the table of what happens when something fails. */
export const whatHappensMarkers = {
  start: '<!-- what happens when -->',
  end: '<!-- /what happens when -->',
} as const;

/** The scorecard as a Markdown document. */
export function renderScorecard(card: Scorecard): string {
  return [
    '# Chaos scorecard',
    'Written by `npm run chaos`, which starts the real Temporal and the real Qdrant and vendors that fail on demand, and breaks one thing after the other. The same in numbers: [scorecard.json](scorecard.json).',
    `${card.finishedAt.slice(0, 10)}, seed ${card.seed}.`,
    '## Aims',
    table(
      ['aim', 'reached', ''],
      aimsOf(card).map(({ aim, reached, met }) => [aim, reached, met ? 'met' : '**missed**']),
    ),
    '## Scenarios',
    scenarioTable(card.scenarios),
    ...card.storms.flatMap(renderStorm),
    ...renderDialects(card.dialects),
    ...card.soaks.flatMap(renderSoak),
    '## What happens when …',
    table(
      ['when', 'then', 'shown by'],
      whatHappens.map(({ when, then, scenarios }) => [when, then, scenarios.join(', ')]),
    ),
    '## How it is scored',
    'Of these, the first that holds decides about a question:',
    table(
      ['grade', 'because of'],
      rules.map(({ grade, reason }) => [grade, reason ?? 'something else wrong on the way']),
    ),
    'Right in the storm is pass or partial: the planted fact, complete. Doomed calls are calls that met the fault, less the probes its circuit granted. Extra calls are calls beyond one for each stage of a question.',
  ].join('\n\n');
}

/** What a reader is promised. */
export function renderWhatHappens(): string {
  return table(
    ['when', 'then'],
    whatHappens.map(({ when, then }) => [when, then]),
  );
}

export const scenarioColumns = [
  'scenario',
  ...grades,
  'p95',
  'doomed calls',
  'probes',
  'extra calls',
  'bought twice',
  'normal again after',
];

export function scenarioCells(tally: Tally): string[] {
  const { name, p95Ms, doomedCalls, probes, extraCalls, boughtTwice, backAfterMs } = tally;
  return [
    name,
    ...grades.map((grade) => `${tally.grades[grade]}`),
    seconds(p95Ms),
    `${doomedCalls}`,
    `${probes}`,
    `${extraCalls}`,
    `${boughtTwice}`,
    backAfterMs === null ? 'never' : seconds(backAfterMs),
  ];
}

function scenarioTable(tallies: readonly Tally[]): string {
  return table(scenarioColumns, tallies.map(scenarioCells));
}

function renderDialects(results: readonly DialectResult[]): string[] {
  if (results.length === 0) return [];
  const failed = results.filter(({ passed }) => !passed);
  return [
    '## Dialects',
    'Forms of replies and errors after public reports, each played by a server on loopback against the adapter that meets it: how many were taken as they should be.',
    table(['server', ...exchanges], dialectRows(results, exchanges)),
    ...failed.map(
      ({ server, exchange, title, instead }) =>
        `Not: ${server}, ${exchange}, ${title} (${instead}).`,
    ),
  ];
}

function renderSoak({ minutes, kills, rounds, passages, questions, ...soak }: Soak): string[] {
  const { results, late, boughtTwice, inFlight, broken } = soak;
  const killed = Object.entries(kills).map(([what, times]) => `${what} ${times} times`);
  return [
    '## Soak',
    `For ${minutes} minutes ${killed.join(', ')} by SIGKILL at random moments, while ${rounds} rounds of changed documents were ingested and ${questions} questions asked. The ${passages} passages were then compared with those of an undisturbed run, by id, payload and vector.`,
    table(
      ['', ''],
      [
        ['differences', `${broken.length}`],
        ['vectors bought twice', `${boughtTwice}`],
        ['bought again since the reply arrived just before a kill', `${inFlight}`],
        ['results after more than 20 s', `${late}`],
        ...Object.entries(results).map(([result, times]) => [result, `${times}`]),
      ],
    ),
    ...broken.slice(0, 20).map((difference) => `Not: ${difference}.`),
  ];
}

function renderStorm(storm: NamedStorm): string[] {
  const { name, questions, grades: counted, p50Ms, p95Ms, machine } = storm;
  const use = machine
    ? `The processors were busy with this to ${percent(machine.own)}, with others’ work to ${percent(machine.others)}.`
    : '';
  return [
    `## ${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    `${questions} questions, four a second: ${grades.map((grade) => `${counted[grade]} ${grade}`).join(', ')}; p50 ${seconds(p50Ms)}, p95 ${seconds(p95Ms)}; ${storm.extraCalls} extra calls, ${storm.boughtTwice} bought twice. ${use}`,
    table(
      [
        ...['phase', ...grades, 'p95', 'doomed calls', 'probes', 'normal again after'],
        'went on without',
      ],
      storm.phases.map((phase) => [
        phase.name,
        ...grades.map((grade) => `${phase.grades[grade]}`),
        seconds(phase.p95Ms),
        `${phase.doomedCalls}`,
        `${phase.probes}`,
        phase.backAfterMs === null ? '' : seconds(phase.backAfterMs),
        Object.entries(phase.degraded)
          .slice(0, 3)
          .map(([what, times]) => `${times} × ${what}`)
          .join('; '),
      ]),
    ),
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}
