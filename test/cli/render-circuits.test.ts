import { describe, expect, it } from 'vitest';
import { renderCircuits } from '../../src/cli/render/circuits.js';
import { noPaint } from '../../src/cli/render/paint.js';
import type { CircuitView } from '../../src/contracts/circuit.js';

const name = 'openai/chat/gpt-4o-mini';
const open: CircuitView = {
  name,
  phase: 'open',
  generation: 1,
  since: new Date(0).toISOString(),
  cause: '503',
  probeInMs: 8_000,
  probeAt: new Date(8_000).toISOString(),
  calls: 5,
  failed: 4,
  slow: 1,
};

/** The row of the circuit, its columns apart. */
function shown(circuit: CircuitView, now: number): readonly string[] {
  const view = { epoch: 0, circuits: [circuit], rates: [] };
  const state = { dependency: 'openai', circuits: [name], view, jam: null };
  const rendered = renderCircuits([state], now, noPaint);
  return rendered.split('\n').at(-1)!.trim().split(/ {2,}/);
}

describe('an open circuit', () => {
  it('counts down to its next probe, however long ago that was told', () => {
    const rest = ['80 % of 5', '20 % of 5'];
    expect(shown(open, 5_000)).toEqual([name, 'open', '5.0 s ago', ...rest, 'in 3.0 s', '503']);
    expect(shown(open, 9_000)).toContain('in 0 ms');
  });
});

describe('a held circuit', () => {
  it('says since when, for how long and by whom, whatever it was before', () => {
    const { probeInMs: _, probeAt: __, ...rest } = open;
    const hold = { as: 'open', since: new Date(6_000).toISOString() } as const;
    const held = { ...rest, held: { ...hold, until: new Date(10_000).toISOString() } };
    expect(shown({ ...held, cause: 'an operator' }, 8_000)).toEqual([
      name,
      'held open for 2.0 s',
      '2.0 s ago',
      '80 % of 5',
      '20 % of 5',
      'an operator',
    ]);
  });
});

describe('a circuit breaker workflow', () => {
  const state = { dependency: 'openai', circuits: [name], view: null };

  it('that makes no progress is named, with the command that revives it', () => {
    const rendered = renderCircuits([{ ...state, jam: 12 }], 0, noPaint);
    expect(rendered).toContain('circuits/openai makes no progress: its task failed 12 times');
    expect(rendered).toContain('temporal workflow terminate --workflow-id circuits/openai');
  });

  it('that makes progress is not mentioned', () => {
    expect(renderCircuits([{ ...state, jam: null }], 0, noPaint)).not.toContain('progress');
  });
});
