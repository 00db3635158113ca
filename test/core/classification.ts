import { expect, it } from 'vitest';
import { z } from 'zod';
import { classify, type ClassifyContext } from '../../src/core/classify.js';
import { outcomes, type Outcome, type Rule } from '../../src/core/outcome.js';

export const nowMs = Date.parse('2026-11-23T10:00:00Z');

/** Errors by name, under the outcome each must have. */
export type Table = Readonly<
  Partial<Record<keyof typeof outcomes, Readonly<Record<string, unknown>>>>
>;

/** One test per error of the table, named for it. */
export function check(
  vendorErrors: readonly Rule[] | undefined,
  table: Table,
  context: Partial<Omit<ClassifyContext, 'vendorErrors'>> = {},
): void {
  const rows = Object.entries(table).flatMap(([outcome, errors]) =>
    Object.entries(errors).map(([name, error]) => ({ name, outcome, error })),
  );
  it.each(rows)('$name is $outcome', ({ outcome, error }) => {
    const expected: Outcome = outcomes[outcome as keyof typeof outcomes];
    expect(
      classify(error, {
        vendorErrors,
        nowMs,
        ...context,
      }),
    ).toMatchObject(expected);
  });
}

export function headers(entries: Readonly<Record<string, string>> = {}): Headers {
  return new Headers(entries);
}

/** An error of Node, with its code. */
export function withCode(message: string, code: string, fields: object = {}): Error {
  return Object.assign(new Error(message), { code, ...fields });
}

/** What fetch throws: the reason is in the cause. */
export function fetchFailed(code: string): TypeError {
  return new TypeError('fetch failed', { cause: withCode('', code) });
}

/** What reading a body throws when the connection is lost in the middle. */
export function terminated(): TypeError {
  return new TypeError('terminated', { cause: withCode('other side closed', 'UND_ERR_SOCKET') });
}

/** What `run` throws. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

export const noJson = thrownBy(() => JSON.parse('<html>'));
export const otherShape = z.object({ data: z.array(z.number()) }).safeParse('<html>').error;
