import type { Environment } from './read-environment.js';

/** The variables of this process as they are: for finding and starting other programs only. */
export function processEnvironment(): Environment {
  return process.env;
}
