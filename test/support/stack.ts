import { randomUUID } from 'node:crypto';
import { inject } from 'vitest';
import { registerNamespace, type TestNamespace } from './namespace.js';

/** A namespace of the Temporal all tests share. */
export function testNamespace(): Promise<TestNamespace> {
  return registerNamespace(inject('temporalAddress'));
}

/** A prefix for names of Qdrant collections that no other test uses. */
export function testCollectionPrefix(): string {
  return `test-${randomUUID()}`;
}

/** Address of the Qdrant all tests share. */
export function qdrantUrl(): string {
  return inject('qdrantUrl');
}
