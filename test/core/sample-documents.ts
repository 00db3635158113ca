/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const words = {
  en: 'the roaster beans heat drum sample cooled shift manager signs every evening before lot moisture colour record keeps water clean filter pressure morning'.split(
    ' ',
  ),
  ko: '로스터 생두 열풍 드럼을 식힌다 근무자는 매일 저녁 기록한다 수분 색도를 점검하고 필터 압력을 확인한다 아침에 물을 청소한다'.split(
    ' ',
  ),
};

function sentence(language: keyof typeof words, random: () => number): string {
  const pick = () => words[language][Math.floor(random() * words[language].length)]!;
  return `${Array.from({ length: 5 + Math.floor(random() * 12) }, pick).join(' ')}.`;
}

/** A paragraph of three to seven sentences. */
export function paragraph(language: keyof typeof words, seed: number): string {
  const random = seeded(seed);
  const sentences = 3 + Math.floor(random() * 5);
  return Array.from({ length: sentences }, () => sentence(language, random)).join(' ');
}

/** Paragraphs of about so many words. */
export function prose(length: number): string {
  const random = seeded(length);
  const paragraphs: string[] = [];
  for (let count = 0; count < length; count = paragraphs.join(' ').split(' ').length) {
    paragraphs.push(paragraph('en', Math.floor(random() * 10_000)));
  }
  return paragraphs.join('\n\n');
}

export function section(name: string, length: number): string {
  return `## ${name}\n\n${prose(length)}\n\n`;
}

/** A document with chapters larger than a chunk. */
export function handbook(chapters: number): string {
  const texts = Array.from({ length: chapters }, (_, at) =>
    section(`Chapter ${at}`, 420 + at * 53),
  );
  return `# Handbook\n\nShort introduction.\n\n${texts.join('')}`;
}

/** Markdown of headings, paragraphs, lists, tables and code in a random order and in random sizes. */
export function randomDocument(seed: number): string {
  const random = seeded(seed);
  const upTo = (most: number) => 1 + Math.floor(random() * most);
  const lines = (most: number, line: () => string) =>
    Array.from({ length: upTo(most) }, line).join('\n');
  const kinds = [
    () => `${'#'.repeat(upTo(4))} ${sentence('en', random).slice(0, 40)}`,
    () => `${'#'.repeat(upTo(3))} ${sentence('ko', random).slice(0, 30)}`,
    () => paragraph('en', upTo(1000)),
    () => Array.from({ length: upTo(6) }, () => paragraph('ko', upTo(1000))).join(' '),
    () => lines(40, () => `- ${sentence(random() < 0.5 ? 'en' : 'ko', random)}`),
    () => `| a | b |\n| - | - |\n${lines(30, () => `| ${sentence('ko', random)} | ${upTo(99)} |`)}`,
    () => `\`\`\`sh\n${lines(60, () => `run --value ${upTo(1e6)}`)}\n\n# not a heading\n\`\`\``,
    () => `> ${sentence('en', random)}\n> ${sentence('en', random)}`,
    () => '---',
  ];
  const pick = () => kinds[Math.floor(random() * kinds.length)]!();
  return Array.from({ length: 5 + upTo(40) }, pick).join(random() < 0.2 ? '\r\n\r\n' : '\n\n');
}
