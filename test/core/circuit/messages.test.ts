import { describe, expect, it } from 'vitest';
import {
  InvalidMessage,
  readOperation,
  readProbeRequest,
  readProbeResult,
  readRatePin,
  readReport,
  readView,
} from '../../../src/core/circuit/messages.js';
import { circuitMessageExamples } from '../../contracts/circuit-examples.js';

const calls = { calls: 2, failed: 2, slow: 0, streak: 2 };
const circuit = { name: 'vendor/chat/a', generation: 0, ...calls, cause: '503' };
const rate = { queue: 'vendor', accepted: 3, throttled: 1, overMs: 1_000 };
const report = { by: 'one', seq: 1, circuits: [circuit], rates: [rate] };
const readVendorReport = (value: unknown) => readReport(value, 'vendor');

describe('a message', () => {
  it.each([
    ['report', (value: unknown) => readReport(value, 'openai')],
    ['acquireProbe', readProbeRequest],
    ['settleProbe', readProbeResult],
    ['operate', readOperation],
    ['pinRate', readRatePin],
  ] as const)('%s is read as it was sent', (name, read) => {
    for (const [sent] of circuitMessageExamples[name].args) expect(read(sent)).toBe(sent);
  });

  it('may have fields that are not known yet', () => {
    expect(readVendorReport({ ...report, newer: true })).toMatchObject(report);
  });

  it.each<[(value: unknown) => unknown, unknown, string]>([
    [readVendorReport, null, 'report must be an object'],
    [readVendorReport, { ...report, by: '' }, 'report.by'],
    [readVendorReport, { ...report, by: '__proto__' }, 'report.by'],
    [readVendorReport, { ...report, seq: -1 }, 'report.seq'],
    [readVendorReport, { ...report, circuits: 'all' }, 'report.circuits'],
    [readVendorReport, { ...report, circuits: Array(201).fill(circuit) }, 'at most 200'],
    [readVendorReport, { ...report, circuits: [{ ...circuit, calls: NaN }] }, '[0].calls'],
    [readVendorReport, { ...report, circuits: [{ ...circuit, slow: 1.5 }] }, '[0].slow'],
    [readVendorReport, { ...report, circuits: [{ ...circuit, streak: Infinity }] }, 'streak'],
    [readVendorReport, { ...report, circuits: [{ ...circuit, name: 'other/a' }] }, 'of vendor'],
    [readVendorReport, { ...report, circuits: [{ ...circuit, retryAfterMs: -1 }] }, 'retryAfter'],
    [readVendorReport, { ...report, rates: [{ ...rate, throttled: '1' }] }, 'throttled'],
    [readVendorReport, { ...report, rates: [{ ...rate, left: { calls: NaN } }] }, 'left.calls'],
    [readProbeRequest, { name: 'a', lease: 'b', forMs: 86_400_000 }, '10 minutes'],
    [readProbeResult, { name: 'a', lease: 'b', verdict: 'maybe', cause: '' }, 'verdict'],
    [readOperation, { verb: 'close', forMs: 0 }, 'operation.forMs'],
    [readRatePin, { queue: 'a', perSecond: -0.5 }, 'pin.perSecond'],
    [readView, { epoch: 1, circuits: [{ ...circuit, phase: 'ajar' }], rates: [] }, 'phase'],
    [readView, { epoch: 1, circuits: [], rates: [{ queue: 'a', perSecond: -5 }] }, 'perSecond'],
  ])('%o of %o is invalid', (read, value, field) => {
    expect(() => read(value)).toThrow(InvalidMessage);
    expect(() => read(value)).toThrow(field);
  });
});
