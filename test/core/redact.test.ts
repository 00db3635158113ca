import { expect, it } from 'vitest';
import { redact, registerSecret } from '../../src/core/redact.js';

it.each([
  ['Incorrect API key provided: sk-proj-abc123DEF456.', 'sk-proj-abc123DEF456'],
  ['key sk-ant-api03-xyz_XYZ-0123456789 refused', 'sk-ant-api03-xyz_XYZ-0123456789'],
  ['key pa-0123456789abcdef', 'pa-0123456789abcdef'],
  ['key jina_0123456789abcdef', 'jina_0123456789abcdef'],
  ['Authorization: Bearer abcdef123456', 'abcdef123456'],
  ['{"authorization":"Basic dXNlcjpwYXNz"}', 'dXNlcjpwYXNz'],
  ['{"api-key":"0123-4567"}', '0123-4567'],
  ['x-api-key: 0123-4567', '0123-4567'],
  ['QDRANT_API_KEY=0123-4567', '0123-4567'],
  ['https://host/v1?api_key=0123456789&x=1', '0123456789'],
  ['https://alice:hunter2@host/v1', 'hunter2'],
  ['token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl', 'eyJzdWIiOiIxIn0'],
])('hides the key in %j', (text, key) => {
  const clean = redact(text);
  expect(clean).not.toContain(key);
  expect(clean).toContain('[redacted]');
});

it('hides a registered secret that looks like nothing', () => {
  registerSecret('correct horse battery staple');
  expect(redact('401: correct horse battery staple is wrong')).toBe('401: [redacted] is wrong');
});

it('hides the whole of a secret that begins with another', () => {
  registerSecret('tuesday-8');
  registerSecret('tuesday-8-morning');
  expect(redact('tuesday-8-morning')).toBe('[redacted]');
});

it('does not take a short value for a secret', () => {
  registerSecret('ollama');
  expect(redact('ollama is not running')).toBe('ollama is not running');
});

it.each([
  'connect ECONNREFUSED 127.0.0.1:6333',
  'This model maximum context length is 4096 tokens',
  'https://host:8080/v1/embeddings answered 500',
  'sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
])('leaves %j alone', (text) => {
  expect(redact(text)).toBe(text);
});

it.each(['a.', 'eyJaaaaaaaa-', 'sk-', 'bearer ', 'api_key=', 'a://b:', 'authorization: '])(
  'takes no longer than in proportion over a long text of %j',
  (part) => {
    const startedAt = performance.now();
    redact(part.repeat(150_000 / part.length));
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  },
);
