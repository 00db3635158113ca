import { startHoldfastOn, type TestHoldfast, type TestHoldfastOptions } from './holdfast-on.js';
import { qdrantUrl, testCollectionPrefix, testNamespace } from './stack.js';

export type { TestHoldfast, TestHoldfastOptions } from './holdfast-on.js';

/** A Holdfast of its own on the servers that all tests share. */
export async function startHoldfast(options: TestHoldfastOptions = {}): Promise<TestHoldfast> {
  const servers = { qdrantUrl: qdrantUrl(), collection: testCollectionPrefix() };
  return startHoldfastOn({ ...(await testNamespace()), ...servers }, options);
}
