import { pseudoRandom, type PseudoRandom } from '../core/pseudo-random.js';

/** One document with one fact that stands nowhere else, and the question that only it answers. */
export interface PlantedFact {
  readonly document: string;
  readonly text: string;
  readonly question: string;
  /** The sentence an answer must hold, whole and once. */
  readonly sentence: string;
}

/** The same facts for the same seed: every second one is Korean. Names are unique, all else is alike. */
export function plantFacts(count: number, seed: number): readonly PlantedFact[] {
  const random = pseudoRandom(seed);
  const taken = new Set<string>();
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? plantEnglish(random, taken) : plantKorean(random, taken),
  );
}

/** The documents by path, as `writeDocuments` takes them. */
export function documentsOf(facts: readonly PlantedFact[]): Readonly<Record<string, string>> {
  return Object.fromEntries(facts.map(({ document, text }) => [document, text]));
}

function plantEnglish(random: PseudoRandom, taken: Set<string>): PlantedFact {
  const name = unique(taken, () => {
    const word = Array.from({ length: 3 }, () => random.pick(syllables)).join('');
    return word.charAt(0).toUpperCase() + word.slice(1);
  });
  const sentence = `The access code of depot ${name} is ${code(random)}.`;
  const [before, after] = random.shuffled(englishFillers);
  return {
    document: `depots/${name.toLowerCase()}.md`,
    text: `# Depot ${name}\n\n## Access\n\n${before} ${sentence} ${after}\n`,
    question: `What is the access code of depot ${name}?`,
    sentence,
  };
}

function plantKorean(random: PseudoRandom, taken: Set<string>): PlantedFact {
  const name = unique(taken, () =>
    Array.from({ length: 4 }, () => random.pick(hangulSyllables)).join(''),
  );
  const sentence = `${name} 창고의 출입 번호는 ${code(random)}입니다.`;
  const [before, after] = random.shuffled(koreanFillers);
  return {
    document: `창고/${name}.md`,
    text: `# ${name} 창고\n\n## 출입\n\n${before} ${sentence} ${after}\n`,
    question: `${name} 창고의 출입 번호는 무엇입니까?`,
    sentence,
  };
}

function unique(taken: Set<string>, make: () => string): string {
  for (;;) {
    const name = make();
    if (taken.has(name)) continue;
    taken.add(name);
    return name;
  }
}

function code(random: PseudoRandom): string {
  return String(1000 + random.below(9000));
}

const syllables = [
  ...['ba', 'cor', 'del', 'fen', 'gar', 'hil', 'jor', 'kel', 'lun', 'mar', 'nor', 'ost', 'pel'],
  ...['quin', 'ras', 'sul', 'tor', 'ulm', 'ven', 'wick', 'yar', 'zim'],
] as unknown as readonly [string, ...string[]];

const hangulSyllables = [
  ...[
    '가',
    '나',
    '다',
    '라',
    '마',
    '바',
    '사',
    '아',
    '자',
    '차',
    '카',
    '타',
    '파',
    '하',
    '고',
    '노',
  ],
  ...[
    '도',
    '로',
    '모',
    '보',
    '소',
    '오',
    '조',
    '초',
    '구',
    '누',
    '두',
    '루',
    '무',
    '부',
    '수',
    '우',
  ],
] as unknown as readonly [string, ...string[]];

const englishFillers = [
  'Lorries enter through the northern gate and leave by the southern one.',
  'The loading bay is swept every evening after the last shift.',
  'Visitors sign the book at the porter and wear a yellow vest.',
  'Pallets are stacked no higher than four metres.',
  'The heating is switched off between May and September.',
] as const;

const koreanFillers = [
  '화물차는 북쪽 문으로 들어와 남쪽 문으로 나갑니다.',
  '하역장은 매일 저녁 마지막 근무가 끝난 뒤 청소합니다.',
  '방문객은 경비실에서 이름을 적고 노란 조끼를 입습니다.',
  '화물은 사 미터보다 높이 쌓지 않습니다.',
  '난방은 오월부터 구월까지 끕니다.',
] as const;
