import {
  ApplicationFailure,
  defaultFailureConverter,
  defaultPayloadConverter,
} from '@temporalio/common';
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IngestActivities } from '../../src/contracts/ingest-activities.js';
import type { QuestionActivities } from '../../src/contracts/question-activities.js';
import type { CircuitActivities } from '../../src/contracts/circuit.js';
import type { FailureDetails } from '../../src/contracts/failure.js';
import type * as workflows from '../../src/workflows/index.js';
import {
  circuitExamples,
  circuitMessageExamples,
  type CircuitMessages,
} from './circuit-examples.js';
import { ingestExamples } from './ingest-examples.js';
import { questionExamples } from './question-examples.js';
import type { Nothing, OffWire, OffWireCalls } from './wire.js';
import {
  failureExamples,
  messageExamples,
  schemaExamples,
  workflowExamples,
  type IngestMessages,
} from './workflow-examples.js';

/** Does not compile when a contract has a part that JSON would lose, however rarely it is there. */
export type OnWire = [
  Nothing<OffWireCalls<QuestionActivities>>,
  Nothing<OffWireCalls<IngestActivities>>,
  Nothing<OffWireCalls<typeof workflows>>,
  Nothing<OffWireCalls<IngestMessages>>,
  Nothing<OffWireCalls<CircuitActivities>>,
  Nothing<OffWireCalls<CircuitMessages>>,
  Nothing<OffWire<FailureDetails>>,
];

// Each of these compiles only while `Nothing` refuses it.
class Money {
  readonly cents = 1;
  toString = () => `${this.cents}`;
}
export type Refused = [
  // @ts-expect-error a date
  Nothing<OffWire<{ readonly at?: Date }>>,
  // @ts-expect-error a map
  Nothing<OffWire<readonly { readonly byId: ReadonlyMap<string, number> }[]>>,
  // @ts-expect-error a set
  Nothing<OffWire<{ readonly kind: 'a' } | { readonly kind: 'b'; readonly ids: Set<string> }>>,
  // @ts-expect-error a class
  Nothing<OffWire<{ readonly price: Money | null }>>,
  // @ts-expect-error a hole in a list
  Nothing<OffWire<readonly (string | undefined)[]>>,
  // @ts-expect-error bytes
  Nothing<OffWireCalls<{ embed(): Promise<{ readonly vector: Float32Array }> }>>,
  // @ts-expect-error anything at all
  Nothing<OffWireCalls<{ tell(details: unknown): void }>>,
];

/** The value as the other side receives it. */
function acrossTheWire<T>(value: T): T {
  return defaultPayloadConverter.fromPayload(defaultPayloadConverter.toPayload(value));
}

const calls = [
  questionExamples,
  ingestExamples,
  circuitExamples,
  workflowExamples,
  messageExamples,
  circuitMessageExamples,
].flatMap((examples) => Object.entries<Calls>(examples));
type Calls = {
  readonly args: readonly (readonly unknown[])[];
  readonly results: readonly unknown[];
};

describe('what crosses a wire', () => {
  it.each([
    ['a date', { at: new Date(0) }],
    ['a map', { byId: new Map([['a', 1]]) }],
    ['a set', new Set(['a'])],
    ['an object of a class', { price: new Money() }],
    ['a hole in a list', ['a', undefined]],
    ['a number that is none', NaN],
  ])('would not arrive as it was sent if it were %s', (_, value) => {
    expect(acrossTheWire<unknown>(value)).not.toStrictEqual(value);
  });

  it.each(calls)('arrives as it was sent: %s', (_, { args, results }) => {
    for (const value of [...args.flat(), ...results]) {
      expect(acrossTheWire<unknown>(value)).toStrictEqual(value);
    }
  });

  it.each(failureExamples)('keeps why a call failed: $reason', (details) => {
    const sent = ApplicationFailure.create({ type: details.category, details: [details] });
    const wire = defaultFailureConverter.errorToFailure(sent, defaultPayloadConverter);
    const arrived = defaultFailureConverter.failureToError(wire, defaultPayloadConverter);
    expect(arrived).toMatchObject({ type: details.category });
    expect((arrived as ApplicationFailure).details).toStrictEqual([details]);
  });
});

describe('the schemas of what crosses a wire', async () => {
  const folder = new URL('../../src/contracts/', import.meta.url);
  const modules = await Promise.all(
    (await readdir(folder)).map((file) => import(new URL(file, folder).href) as Promise<object>),
  );
  const schemas = modules
    .flatMap((module) => Object.entries(module) as [string, unknown][])
    .filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);

  it.each(schemas)('leave what has arrived as it is: %s', (name, schema) => {
    const examples = (schemaExamples as Record<string, readonly unknown[]>)[name] ?? [];
    expect(examples).not.toEqual([]);
    for (const value of examples) {
      expect(schema.parse(acrossTheWire(value))).toStrictEqual(value);
    }
  });

  it('are found', () => {
    expect(schemas.map(([name]) => name).sort()).toEqual(Object.keys(schemaExamples).sort());
  });
});
