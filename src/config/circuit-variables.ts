import { callWindow, count, duration, oneOf, onOff, rate, share, times, waits } from './formats.js';
import { withDefault } from './variable.js';

/** When a dependency is given up for a while, and when it is tried again. */
export const circuitVariables = {
  HOLDFAST_CIRCUIT_FAILURES: withDefault(
    count,
    '5',
    'Failures in a row, in one worker, that open a circuit unless other workers fare better',
  ),
  HOLDFAST_CIRCUIT_WINDOW: withDefault(
    callWindow,
    '10s',
    'What a circuit looks back on: a time, or a number of calls such as `100 calls`',
  ),
  HOLDFAST_CIRCUIT_MIN_CALLS: withDefault(
    count,
    '10',
    'Fewer calls than this in the window never open it by their share',
  ),
  HOLDFAST_CIRCUIT_FAILURE_SHARE: withDefault(
    share,
    '0.5',
    'Share of the window’s calls that must fail to open it',
  ),
  HOLDFAST_CIRCUIT_SLOW_SHARE: withDefault(share, '0.5', 'The same of calls that are slow'),
  HOLDFAST_CIRCUIT_SLOW_AFTER: withDefault(
    share,
    '0.5',
    'A call is slow after this share of the time it may take (a generator: to its first word)',
  ),
  HOLDFAST_CIRCUIT_SLOW_TIMES: withDefault(
    times,
    '4',
    'A call for a question is also slow when it takes this many times the usual, and a second or more',
  ),
  HOLDFAST_CIRCUIT_COUNTS: withDefault(
    oneOf(['attempts', 'calls']),
    'attempts',
    '`attempts`: every failed attempt counts; `calls`: only one that is not tried again',
  ),
  HOLDFAST_CIRCUIT_PROBE_SHARE: withDefault(
    share,
    '0.125',
    'An open circuit is probed after this share of the time it has been open',
  ),
  HOLDFAST_CIRCUIT_PROBE_WAIT: withDefault(
    waits,
    '2s..30s',
    'Least and longest wait before a probe; `30s..30s` is a fixed one',
  ),
  HOLDFAST_CIRCUIT_PROBES: withDefault(count, '1', 'Probes that must succeed before it closes'),
  HOLDFAST_ADAPTIVE_RATES: withDefault(
    onOff,
    'on',
    '`on` or `off`: whether rates follow what vendors refuse, within those set here',
  ),
  HOLDFAST_RATE_CUT: withDefault(share, '0.7', 'Share of a rate that is left after a cut'),
  HOLDFAST_RATE_FLOOR: withDefault(rate, '0.5', 'Requests per second no cut goes below'),
  HOLDFAST_RATE_SETTLE: withDefault(
    duration,
    '5s',
    'Least time between two cuts: a new rate takes a while to show its effect',
  ),
};
