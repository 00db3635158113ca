import type { Environment } from './read-environment.js';

/** The variables of this process as they are: for other programs and libraries only. */
export function processEnvironment(): Environment {
  return process.env;
}
