import type { CircuitSettings } from '../../contracts/circuit.js';

/** A moment as the caller's clock and dice have it: reducers own neither. */
export interface Moment {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}

/** The names of settings that make no sense, with what would; empty when all is well. */
export function settingsProblems(settings: CircuitSettings): readonly string[] {
  const { window } = settings;
  const size = window.kind === 'time' ? window.ms : window.size;
  return [
    ...['consecutive', 'minimumCalls', 'probes', 'minProbeMs', 'maxProbeMs'].flatMap((name) =>
      mustBe(name, settings[name as 'probes'], isPositiveInteger, 'a whole number of at least 1'),
    ),
    ...['failureShare', 'slowShare', 'probeShare'].flatMap((name) =>
      mustBe(name, settings[name as 'slowShare'], isShare, 'above 0 and at most 1'),
    ),
    ...['quorumMs', 'excuseMs'].flatMap((name) =>
      mustBe(name, settings[name as 'quorumMs'], (value) => value >= 0, 'at least 0'),
    ),
    ...mustBe('window', size, isPositiveInteger, 'a whole number of at least 1'),
    ...(settings.minProbeMs > settings.maxProbeMs ? ['minProbeMs must not exceed maxProbeMs'] : []),
  ];
}

function mustBe(
  name: string,
  value: number,
  fits: (value: number) => boolean,
  what: string,
): string[] {
  return fits(value) ? [] : [`${name} must be ${what}`];
}

const isPositiveInteger = (value: number): boolean => Number.isInteger(value) && value >= 1;
const isShare = (value: number): boolean => value > 0 && value <= 1;
