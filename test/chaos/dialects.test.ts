import { expect, it } from 'vitest';
import { dialectRows, playDialects } from './dialects.js';

it('every known form of every server is taken as it should be', async () => {
  const results = await playDialects();
  expect(results.filter(({ passed }) => !passed)).toEqual([]);
  expect(new Set(results.map(({ server }) => server)).size).toBeGreaterThan(20);
});

it('counts the forms of a server by kind of exchange', () => {
  const of = (server: string, exchange: 'chat' | 'errors', passed: boolean) => {
    return { server, exchange, passed, title: '' };
  };
  const results = [
    of('vLLM', 'chat', true),
    of('Groq', 'errors', false),
    of('vLLM', 'chat', false),
  ];
  expect(dialectRows(results, ['chat', 'errors'])).toEqual([
    ['Groq', '', '0 of 1'],
    ['vLLM', '1 of 2', ''],
  ]);
});
