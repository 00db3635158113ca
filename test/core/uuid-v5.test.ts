import { expect, it } from 'vitest';
import { uuidV5 } from '../../src/core/uuid-v5.js';

/** The first is the example of RFC 9562, appendix A.4. */
it.each([
  [
    'www.example.com',
    '6ba7b810-9dad-11d1-80b4-00c04fd430c8',
    '2ed6657d-e927-568b-95e1-2665a8aea6a2',
  ],
  ['등대', '5b1f6f0e-3d0c-4c53-9a53-0f6f7a2f8f11', '24e84525-c6e0-51b8-88f6-79c4c77d5e6a'],
])('the UUID of %s in %s is that of the standard', (name, namespace, expected) => {
  expect(uuidV5(name, namespace)).toBe(expected);
});
