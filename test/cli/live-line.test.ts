import { expect, it } from 'vitest';
import { liveLine } from '../../src/cli/live-line.js';

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { isTTY, written, write: (text: string) => written.push(text) };
}

it('redraws one line on a terminal and leaves it empty', () => {
  const stream = recorder(true);
  const line = liveLine(stream);
  line.show('one');
  line.show('two');
  line.clear();
  expect(stream.written).toEqual(['\r\u001b[2Kone', '\r\u001b[2Ktwo', '\r\u001b[2K']);
});

it('writes a new line every few seconds elsewhere, and only when it changed', () => {
  const stream = recorder(false);
  let now = 0;
  const line = liveLine(stream, () => now);
  line.show('one');
  now = 1000;
  line.show('two');
  now = 3000;
  line.show('one');
  line.show('three');
  line.clear();
  expect(stream.written).toEqual(['one\n', 'three\n']);
});
