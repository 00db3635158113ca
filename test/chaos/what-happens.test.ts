import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../repository/repository-root.js';
import { renderWhatHappens, whatHappensMarkers } from './render-scorecard.js';
import { faultScenarios, processScenarios } from './scenarios.js';
import type { Scorecard } from './scorecard.js';
import { whatHappens } from './what-happens.js';

const textOf = (file: string) => readFile(join(repositoryRoot, file), 'utf8');
const names = [...faultScenarios, ...processScenarios].map(({ name }) => name);
const card = JSON.parse(await textOf('docs/scorecard.json')) as Scorecard;

/** The rows of a Markdown table as cells, however wide its columns are drawn. */
function rowsOf(markdown: string): string[][] {
  return markdown
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s:|-]+\|$/.test(line))
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
}

describe('what is promised for failures', () => {
  it('is borne out by every scenario, each once', () => {
    const shown = whatHappens.flatMap(({ scenarios }) => scenarios);
    expect([...shown].sort()).toEqual([...names].sort());
  });

  it('is on the scorecard without a failure', () => {
    expect(card.scenarios.map(({ name }) => name)).toEqual(names);
    const failed = card.scenarios.filter(({ grades }) => grades.fail > 0);
    expect(failed).toEqual([]);
  });

  it('stands in the README as it is promised here', async () => {
    const { start, end } = whatHappensMarkers;
    const readme = await textOf('README.md');
    const table = readme.split(start)[1]?.split(end)[0] ?? '';
    expect(rowsOf(table)).toEqual(rowsOf(renderWhatHappens()));
  });
});
