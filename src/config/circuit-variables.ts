import { count, duration, onOff, rate, share, waits } from './formats.js';
import { withDefault } from './variable.js';

/** When a circuit opens and is probed, and how rates follow vendors. */
export const circuitVariables = {
  HOLDFAST_CIRCUIT_FAILURES: withDefault(
    count,
    '5',
    'Failures in a row, in one worker, that open a circuit unless other workers have none',
  ),
  HOLDFAST_CIRCUIT_WINDOW: withDefault(duration, '10s', 'How far back a circuit counts calls'),
  HOLDFAST_CIRCUIT_MIN_CALLS: withDefault(
    count,
    '10',
    'Fewer calls than this in the window never open a circuit by their share',
  ),
  HOLDFAST_CIRCUIT_FAILURE_SHARE: withDefault(
    share,
    '0.5',
    'Share of the window’s calls that must fail to open a circuit',
  ),
  HOLDFAST_CIRCUIT_SLOW_SHARE: withDefault(
    share,
    '0.5',
    'The same for slow calls: those that take half of their timeout or, for a question, four times as long as usual',
  ),
  HOLDFAST_CIRCUIT_PROBE_WAIT: withDefault(
    waits,
    '2s..30s',
    'Shortest and longest wait before a probe, which is otherwise an eighth of the time the circuit has been open; `30s..30s` is a fixed wait',
  ),
  HOLDFAST_ADAPTIVE_RATES: withDefault(
    onOff,
    'on',
    '`on` or `off`: whether rates follow what vendors accept, within those set here',
  ),
  HOLDFAST_RATE_FLOOR: withDefault(rate, '0.5', 'Requests per second no cut goes below'),
};
