import type { Observation } from './observation.js';

/** The servers that all worlds share. */
export interface Servers {
  readonly temporalAddress: string;
  readonly qdrantUrl: string;
}

/** Something that goes wrong, ready to be run as often as wanted. */
export interface Scenario {
  /** What goes wrong: "generator: connection reset". */
  readonly name: string;
  open(servers: Servers, seed: number): Promise<OpenScenario>;
}

export interface OpenScenario {
  run(): Promise<Observation>;
  close(): Promise<void>;
}
