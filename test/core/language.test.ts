import { expect, it } from 'vitest';
import { areInDifferentLanguages } from '../../src/core/language.js';

const english = 'The lens is cleaned every Thursday with a cloth.';
const german = 'Die Linse wird am Donnerstag mit einem Tuch gereinigt.';
const french = 'La lentille est nettoyée chaque jeudi avec une peau et du savon.';
const korean = 'Lens는 매주 목요일에 cleaning 합니다.';

it.each([
  [english, german],
  [german, french],
  [english, french],
  [english, korean],
  ['Backups', korean],
  [korean, 'レンズは毎週木曜日に掃除します。'],
  [english, '镜头每周四清洁。'],
  [english, 'Линзу чистят каждый четверг.'],
  [english, 'La lente se limpia todos los jueves con una gamuza.'],
])('tells %j and %j apart', (a, b) => {
  expect(areInDifferentLanguages(a, b)).toBe(true);
  expect(areInDifferentLanguages(b, a)).toBe(true);
});

it.each([
  [english, 'It is not for sale.'],
  [german, 'Das Öl ist nicht auf dem Tisch.'],
  [korean, '등대는 밤에 켭니다.'],
  [english, 'Backups'],
  [english, '42'],
  [korean, ''],
])('does not claim so of %j and %j', (a, b) => {
  expect(areInDifferentLanguages(a, b)).toBe(false);
});
