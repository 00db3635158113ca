import type { Observation } from './observation.js';

/** Something that goes wrong, ready to be run as often as wanted. */
export interface Scenario {
  /** What goes wrong: "generator: connection reset". */
  readonly name: string;
  open(seed: number): Promise<OpenScenario>;
}

export interface OpenScenario {
  run(): Promise<Observation>;
  close(): Promise<void>;
}
