import { causeChain, type ErrorShape } from './error-shape.js';
import type { Outcome } from './outcome.js';

/** One line of a table. All conditions given must hold; the first rule that fits decides. */
export interface Rule {
  readonly names?: readonly string[];
  readonly codes?: readonly string[];
  /** 'none' for errors without one: within a stream, or before anything was sent. */
  readonly status?: readonly number[] | 'none';
  readonly says?: RegExp;
  readonly outcome: Outcome;
}

/** The outcome of the first rule that fits the error itself. */
export function firstFit(rules: readonly Rule[], error: ErrorShape): Outcome | undefined {
  return rules.find((rule) => fits(rule, error))?.outcome;
}

/** The outcome of the first rule that fits the error or any of its causes. */
export function firstFitInChain(rules: readonly Rule[], error: ErrorShape): Outcome | undefined {
  const chain = causeChain(error);
  return rules.find((rule) => chain.some((cause) => fits(rule, cause)))?.outcome;
}

function fits({ names, codes, status, says }: Rule, error: ErrorShape): boolean {
  if (names && !names.some((name) => error.names.includes(name))) return false;
  if (codes && !codes.some((code) => error.codes.includes(code))) return false;
  if (!fitsStatus(status, error.status)) return false;
  return says === undefined || says.test(error.text);
}

function fitsStatus(wanted: Rule['status'], status: number | undefined): boolean {
  if (wanted === undefined) return true;
  if (wanted === 'none') return status === undefined;
  return status !== undefined && wanted.includes(status);
}
