import { expect, it } from 'vitest';
import { withoutInventedQuotes } from '../../src/core/quotes.js';

const passages = [
  {
    id: 'lamp',
    source: 'manual',
    document: 'lamp.md',
    title: 'The lamp room',
    heading: 'Cleaning',
    start: 0,
    text: 'The lens is cleaned every **Thursday**\nwith distilled water. 교대 전에 일지를 반드시 작성합니다.',
  },
];

it.each([
  ['The manual says "the lens is cleaned every Thursday with distilled water".'],
  ['“교대 전에 일지를 반드시 작성합니다.”'],
  ['It says "The lens is cleaned … with distilled water."'],
  ['> The lens is cleaned every Thursday [1]'],
  ['The word "lens" and the page "The lamp room" are there.'],
  ['`print("nothing that any passage says")`'],
])('keeps the quotation marks of %s', (text) => {
  expect(withoutInventedQuotes(text, passages)).toBe(text);
});

it.each([
  ['It says "the lens is never cleaned at all".', 'It says the lens is never cleaned at all.'],
  ['«La lente se limpia todos los jueves»', 'La lente se limpia todos los jueves'],
  ['「일지는 나중에 작성해도 됩니다」', '일지는 나중에 작성해도 됩니다'],
  ['> The lens is made of glass', 'The lens is made of glass'],
])('takes them from %s', (text, expected) => {
  expect(withoutInventedQuotes(text, passages)).toBe(expected);
});
