/**
 * The numbers up to twelve that a text spells out, as digits: "three times" and "세 번" say 3. Korean
 * ones only before a counter, because 두, 세 and 네 are syllables of many other words.
 */
export function spelledNumbers(text: string): string[] {
  return Array.from(text.toLowerCase().matchAll(spelled), ({ groups = {} }) =>
    String(english.get(groups['english'] ?? '') ?? korean.get(groups['korean'] ?? '')),
  );
}

const numbered = (words: string): Map<string, number> =>
  new Map(words.split(' ').map((word, index) => [word, index + 1]));

const english = numbered('one two three four five six seven eight nine ten eleven twelve')
  .set('once', 1)
  .set('twice', 2);
const korean = numbered('한 두 세 네 다섯 여섯 일곱 여덟 아홉 열 열한 열두');

const spelled = new RegExp(
  String.raw`\b(?<english>${[...english.keys()].join('|')})\b|` +
    String.raw`(?<![\p{L}\p{N}])(?<korean>${[...korean.keys()].reverse().join('|')}) ?[번개명회차가건대장시달주배곳살]`,
  'gu',
);
