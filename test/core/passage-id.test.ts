import { validate, version } from 'uuid';
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
    expect(validate(id) && version(id)).toBe(5);
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
