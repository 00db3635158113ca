import { describe, expect, it } from 'vitest';
import { passageId } from '../../src/core/passage-id.js';

const identity = {
  tenant: 'acme',
  corpus: 'docs',
  source: 'handbook',
  document: 'leave.md',
  embeddedText: 'Leave\n\nFifteen days.',
  occurrence: 0,
};

describe('passageId', () => {
  it('is a version 5 UUID that never changes', () => {
    const id = passageId(identity);
    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/u);
    expect(id).toBe('391f974a-b8e9-5f1c-ad8a-3b50e2502b07');
  });

  it.each(
    Object.entries({
      tenant: 'other',
      corpus: 'other',
      source: 'other',
      document: 'other.md',
      embeddedText: 'Leave\n\nSixteen days.',
      occurrence: 1,
    }),
  )('differs with the %s', (part, value) => {
    expect(passageId({ ...identity, [part]: value })).not.toBe(passageId(identity));
  });

  it('keeps apart names that would read the same joined together', () => {
    const one = passageId({ ...identity, source: 'a', document: 'b/c' });
    const other = passageId({ ...identity, source: 'a/b', document: 'c' });
    expect(one).not.toBe(other);
  });
});
