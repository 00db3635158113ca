/**
 * A Korean word (one run of Hangul) of a question without its particles and endings; empty when
 * nothing is left that a passage could speak of: 어디인가요, 무엇입니까, 알려주세요. A guess without a
 * dictionary, meant for judging evidence: taking too much off costs a bigram of evidence, never a hit.
 */
export function koreanStem(run: string): string {
  let stem = run;
  for (let round = 0; round < mostEndings; round += 1) {
    if (functionWord.test(stem)) return '';
    stem = stem.replace(round === 0 ? ending : innerEnding, '');
  }
  return functionWord.test(stem) || stem.length === 1 || particleAfterOne.test(stem) ? '' : stem;
}

/** Whether a run after a Latin word or a number is only its particle, with a counter or without: 년의, 에서. */
export function isParticle(run: string): boolean {
  return afterName.test(run);
}

/** 연구-시키-었-는가-요: endings pile up, but not higher than this. */
const mostEndings = 4;

const alternatives = (list: string): string => list.trim().split(/\s+/u).join('|');

const particles = alternatives(`
  은 는 이 가 을 를 의 에 도 로 와 과 만 나 란 랑 며 에서 에게 한테 께서 으로 로서 로써 으로서 으로써
  까지 부터 조차 마저 밖에 보다 처럼 같이 마다 이나 이란 이랑 이며 라는 이라는 라고 이라고 하고 대로
  만큼 이든 든지 들
`);
const copulas = alternatives(`
  인가 인가요 인지 인지요 인데 이다 이었던 였던 입니까 입니다 일까 일까요 이에요 예요 이죠 이었나 였나
  이었나요 였나요 이었는가 였는가 이었는지 였는지 이었습니까 였습니까 이었을까 였을까 이냐 이니
`);
/** 하다, 되다, 시키다 and 받다 after a noun, in the forms that questions use. */
const verbs = alternatives(`
  하 하는 하는가 하는지 하나 하나요 하던 하다 한다 하면 하려면 하게 하기 하지 하며 하여 하였 하였던 하였나
  하였는가 하였다 한 할 할까 할까요 함 합니까 합니다 해 해서 해야 했 했나 했나요 했는가 했는지 했던 했다
  했습니까 했을까 되 되는 되는가 되는지 되나 되나요 되던 되다 된다 되면 되려면 되게 되기 되며 되어 되었
  되었던 되었나 되었나요 되었는가 되었다 된 될 될까 됨 됩니까 됩니다 돼 돼서 돼야 됐 됐나 됐나요 됐는가 됐던
  시키 시키는 시킨 시켰 시켜 받은 받는 받았
`);
const verbEndings = alternatives(`
  는가 은가 던가 는지 은지 나요 까요 을까 을까요 습니까 습니다 니까 려면 으려면 으면 면 고 던 게 기 지 다 냐 네 요 서
  었 았 였 졌
`);
const all = [copulas, verbs, verbEndings, particles].join('|').split('|');
/** Under another ending one syllable is more often the noun's own: 재시도-는, 차단기-가. */
const inner = all.filter(
  (one) => one.length > 1 || /[에들었았였졌하되했됐한된할될함됨해돼]/u.test(one),
);
const ending = new RegExp(`(?<=..)(?:${all.join('|')})$`, 'u');
const innerEnding = new RegExp(`(?<=..)(?:${inner.join('|')})$`, 'u');

/** After a single syllable these are hardly ever part of a noun; the one syllable was not searched. */
const particleAfterOne = /^(?!마을|가을|노을|고을).[은는을를에]$/u;

const afterName = new RegExp(
  `^[년월일시분초개명번회차대원장권호층살세배위점째]?(?:${copulas}|${particles}){0,3}$`,
  'u',
);

const functionWord = new RegExp(
  `^(?:(?:${alternatives(`
    어느 어떤 무슨 몇 어떻 무엇 뭐 알려 말해 가르쳐 궁금 있 없 않 주세 주십 해주 해줘
  `)}).*|(?:${alternatives(`
    무어 뭘 뭔 어디 어디서 어떠 어째서 언제 누구 누가 누굴 왜 얼마 이것 그것 저것 여기 거기 이런 그런
    그리고 그러나 하지만 또는 혹은 및 등 더 가장 매우 모두 각각 바로 다시 함께 당시 것 수 때 중 전 후
    하는 하는가 하나 하나요 하여 하였 하고 하면 하려면 하기 하게 한 한다 할 할까 해 해서 해야 했 했나 했나요
    했는가 했던 합니까 하였나 하였는가 되는 되는가 되나 되나요 되어 되었 되었나 되었는가 되었던 된 된다 될 돼
    됐 됐나 됩니까 대한 대해 대하여 위한 위해 위하여 통해 통한 통하여 따라 따른 따르면 관한 관해 관하여 의해 의한
    의하여 인해 인한
  `)}))$`,
  'u',
);
