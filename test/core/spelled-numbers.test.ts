import { expect, it } from 'vitest';
import { spelledNumbers } from '../../src/core/spelled-numbers.js';

it.each([
  ['It is tried three times, then Twice.', ['3', '2']],
  ['Everyone often phones someone at tenfold', []],
  ['세 번 시도하고 열두 개를 씁니다', ['3', '12']],
  ['다섯번까지', ['5']],
  ['두부와 세계, 네 것', []],
  ['3 times', []],
])('reads %j as %j', (text, numbers) => {
  expect(spelledNumbers(text)).toEqual(numbers);
});
