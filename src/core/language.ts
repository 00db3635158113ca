/** Words that a text of some length in the language has, and texts in the others have fewer of. */
const functionWords = Object.entries({
  en:
    'the of and to is are that for with it be by this have has which from not you can will on ' +
    'after again at least when then its their was were they an or if all any each must may only',
  de: 'der die das und ist nicht mit ein eine auf für von dem den zu wird werden sich auch im',
  fr: 'le la les des et est une dans pour que qui sur par pas au du vous avec sont il',
  es: 'el la los las de y que en un una es por con para del se no al son lo',
  it: 'il lo la gli di che e è un una per con del della non sono nel si i le',
  pt: 'o a os as de e que do da em um uma para com não por é são no se',
  nl: 'de het een en van is niet met voor op dat zijn te aan er wordt bij worden ook in',
}).map(([language, words]) => ({ language, words: new Set(words.split(' ')) }));

/** Scripts that one language of most documents is written in, and the share of letters that shows it. */
const scripts = [
  { language: 'ko', letters: /\p{Script=Hangul}/gu, share: 0.15 },
  { language: 'ja', letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, share: 0.15 },
  { language: 'zh', letters: /\p{Script=Han}/gu, share: 0.3 },
  { language: 'cyrillic', letters: /\p{Script=Cyrillic}/gu, share: 0.5 },
  { language: 'greek', letters: /\p{Script=Greek}/gu, share: 0.5 },
  { language: 'arabic', letters: /\p{Script=Arabic}/gu, share: 0.5 },
  { language: 'hebrew', letters: /\p{Script=Hebrew}/gu, share: 0.5 },
  { language: 'thai', letters: /\p{Script=Thai}/gu, share: 0.5 },
  { language: 'devanagari', letters: /\p{Script=Devanagari}/gu, share: 0.5 },
];

/**
 * Whether two texts are surely not in the same language: by their scripts, or by their function words
 * where these tell. Short texts often do not.
 */
export function areInDifferentLanguages(a: string, b: string): boolean {
  const [one, other] = [scriptOf(a), scriptOf(b)];
  if (one === null || other === null) return false;
  if (one !== 'latin' || other !== 'latin') return one !== other;
  const [language, otherLanguage] = [byFunctionWords(a), byFunctionWords(b)];
  return language !== null && otherLanguage !== null && language !== otherLanguage;
}

/** The language whose script a text is in, `latin` for all that share that; null without letters. */
export function scriptOf(text: string): string | null {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  if (letters === 0) return null;
  const script = scripts.find(
    (one) => (text.match(one.letters)?.length ?? 0) > letters * one.share,
  );
  return script?.language ?? 'latin';
}

function byFunctionWords(text: string): string | null {
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? [];
  const [first, second] = functionWords
    .map(({ language, words: own }) => ({
      language,
      count: words.filter((word) => own.has(word)).length,
    }))
    .sort((a, b) => b.count - a.count);
  if (first === undefined || first.count < 2 || first.count === second?.count) return null;
  return first.language;
}
