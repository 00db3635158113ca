/**
 * The numbers that a text spells out, as digits: "three times", "twenty-seven days", "four hundred",
 * "세 번", "스물일곱 날" and "이십칠 일". Korean ones only before a counter, because their syllables are
 * those of many other words.
 */
export function spelledNumbers(text: string): string[] {
  const lower = text.toLowerCase();
  const english = Array.from(lower.matchAll(englishNumber), ([words]) => englishValue(words));
  const native = Array.from(lower.matchAll(koreanNumber), ([, words = '']) =>
    String(korean.get(words)),
  );
  const sino = Array.from(lower.matchAll(sinoNumber), ([, digits = '']) => sinoValue(digits));
  return [...english, ...native, ...sino];
}

/** "10,000" as "10000". */
export function withoutThousandsSeparators(text: string): string {
  return text.replace(/(?<=\d),(?=\d{3}(?!\d))/gu, '');
}

const numbered = (words: string, step = 1): [string, number][] =>
  words.split(' ').map((word, index) => [word, (index + 1) * step]);

const englishUnits = new Map([
  ...numbered(
    'one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen ' +
      'sixteen seventeen eighteen nineteen',
  ),
  ...numbered('ten twenty thirty forty fifty sixty seventy eighty ninety', 10),
]);
const englishWord = [...englishUnits.keys()].sort((a, b) => b.length - a.length).join('|');
const englishNumber = new RegExp(
  String.raw`\b(?:once|twice|(?:${englishWord})(?:[ -](?:and )?(?:hundred|thousand|${englishWord}))*)\b`,
  'gu',
);

function englishValue(words: string): string {
  if (words === 'once') return '1';
  if (words === 'twice') return '2';
  let total = 0;
  let group = 0;
  for (const word of words.split(/[ -]/u)) {
    if (word === 'hundred') group *= 100;
    else if (word === 'thousand') {
      total += group * 1000;
      group = 0;
    } else group += englishUnits.get(word) ?? 0;
  }
  return String(total + group);
}

const koreanTens = numbered('열 스물 서른 마흔 쉰 예순 일흔 여든 아흔', 10);
const koreanUnits = [
  ...numbered('한 두 세 네 다섯 여섯 일곱 여덟 아홉'),
  ...numbered('하나 둘 셋 넷'),
];
const korean = new Map([
  ['스무', 20],
  ...koreanUnits,
  ...koreanTens,
  ...koreanTens.flatMap(([tens, ten]) =>
    koreanUnits.map(([units, unit]): [string, number] => [tens + units, ten + unit]),
  ),
]);
const koreanNumber = new RegExp(
  String.raw`(?<![\p{L}\p{N}])(${[...korean.keys()].sort((a, b) => b.length - a.length).join('|')}) ?(?:가지|[번개명회차건대장시달주배곳살날잔권마층])`,
  'gu',
);

/** Two syllables at least: "이 일" is "this work". Months are an exception. */
const sinoNumber =
  /(?<![\p{L}\p{N}])([일이삼사오육칠팔구십백천만]{2,8}(?= ?(?:일|년|월|개월|분|초|주|층|호|원|회|번|명|개|도|퍼센트|시간|미터|킬로|밀리))|[일이삼사오육칠팔구십](?=월))/gu;
const sinoDigits = new Map(numbered('일 이 삼 사 오 육 칠 팔 구'));
const sinoPowers = new Map([
  ['십', 10],
  ['백', 100],
  ['천', 1000],
]);

function sinoValue(syllables: string): string {
  let total = 0;
  let group = 0;
  let digit = 0;
  for (const syllable of syllables) {
    const power = sinoPowers.get(syllable);
    if (syllable === '만') {
      total += Math.max(1, group + digit) * 10_000;
      group = digit = 0;
    } else if (power !== undefined) {
      group += Math.max(1, digit) * power;
      digit = 0;
    } else digit = sinoDigits.get(syllable) ?? 0;
  }
  return String(total + group + digit);
}
