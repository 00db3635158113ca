import { expect, it } from 'vitest';
import { settingsProblems } from '../../../src/core/circuit/settings.js';
import { settings } from './driver.js';

it.each([
  ['consecutive', 0],
  ['consecutive', 1.5],
  ['minimumCalls', -1],
  ['failureShare', 0],
  ['failureShare', 1.1],
  ['slowShare', Number.NaN],
  ['probeShare', 0],
  ['probes', 0],
  ['minProbeMs', 0],
  ['quorumMs', -1],
] as const)('1. refuses %s of %s', (name, value) => {
  const problems = settingsProblems({ ...settings, [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(name);
});

it('1. refuses a window of nothing, and a shortest wait above the longest', () => {
  expect(settingsProblems({ ...settings, window: { kind: 'calls', size: 0 } })).toHaveLength(1);
  expect(settingsProblems({ ...settings, minProbeMs: 9, maxProbeMs: 8 })).toHaveLength(1);
  expect(settingsProblems(settings)).toEqual([]);
});
