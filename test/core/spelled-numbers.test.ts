import { expect, it } from 'vitest';
import { spelledNumbers } from '../../src/core/spelled-numbers.js';

it.each([
  ['It is tried three times, then Twice.', ['3', '2']],
  ['Everyone often phones someone at tenfold', []],
  ['세 번 시도하고 열두 개를 씁니다', ['3', '12']],
  ['다섯번까지', ['5']],
  ['두부와 세계, 네 것', []],
  ['3 times', []],
  ['twenty-seven days, four hundred metres, one hundred and five', ['27', '400', '105']],
  ['two thousand three hundred', ['2300']],
  ['스물일곱 날과 스무 개', ['27', '20']],
  ['이십칠 일, 사백오십 미터, 삼월 말일', ['27', '450', '3']],
  ['이 일은 이 분이 하셨고 네가 아니다', []],
])('reads %j as %j', (text, numbers) => {
  expect(spelledNumbers(text)).toEqual(numbers);
});
