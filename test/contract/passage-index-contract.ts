import { beforeAll, describe, expect, it } from 'vitest';
import type { SourceRef } from '../../src/contracts/ingest.js';
import type { Scope } from '../../src/contracts/passage.js';
import { coverage } from '../../src/core/coverage.js';
import { passageId } from '../../src/core/passage-id.js';
import { queryTerms } from '../../src/core/query-terms.js';
import { sparseTerms } from '../../src/core/sparse-terms.js';
import type { LexicalHits, PassageIndex } from '../../src/ports/passage-index.js';
import type { StagedPassage } from '../../src/core/staged-passage.js';
import { portErrorOf } from './vendor-faults.js';

/** A passage as it is to stand in the index, committed or not. */
export interface SeedPassage {
  readonly source: SourceRef;
  readonly passage: StagedPassage;
  readonly state: 'live' | 'staged' | 'retired';
}

export interface SeededIndex {
  readonly index: PassageIndex;
  /** Whether passages that are not live can still be loaded. */
  readonly keepsRetired: boolean;
}

/** A passage of one sentence, with everything derived from it. */
export function samplePassage(
  source: SourceRef,
  document: string,
  text: string,
  version = 1,
): StagedPassage {
  const embeddedText = `Manual\n\n${text}`;
  return {
    id: passageId({ ...source, document, embeddedText, occurrence: 0 }),
    document,
    version,
    title: 'Manual',
    heading: 'Manual › Care',
    start: 10,
    end: 10 + text.length,
    tokens: 7,
    text,
    embeddedText,
    terms: sparseTerms(embeddedText),
  };
}

const acme = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
const otherCorpus = { tenant: 'acme', corpus: 'recipes', source: 'docs' };
const otherTenant = { tenant: 'globex', corpus: 'handbook', source: 'docs' };
const scope: Scope = { tenant: 'acme', corpus: 'handbook' };
const never = new AbortController().signal;

const seal = 'The pump seal is replaced every two years by a trained fitter.';
const soup = 'Soup is served in the canteen at noon.';
const korean = '대한민국의 수도는 서울이며 한강이 흐른다.';
const fillers = Array.from({ length: 12 }, (_, n) => `Valve ${n} opens at pressure ${n * 7}.`);

const seeds: readonly SeedPassage[] = [
  seed(acme, 'pump.md', seal),
  seed(acme, 'canteen.md', soup),
  seed(acme, 'seoul.md', korean),
  ...fillers.map((text, n) => seed(acme, `valve-${n}.md`, text)),
  seed(otherCorpus, 'pump.md', 'A pump seal recipe with secret pepper.'),
  seed(otherTenant, 'pump.md', 'The pump seal of globex is a trade secret.'),
  seed(acme, 'staged.md', 'A turbine blade is not committed yet.', 'staged'),
  seed(acme, 'gone.md', 'The gearbox was scrapped.', 'retired'),
  seed(acme, 'torn.md', 'Torn copper plate of the first edition.', 'live', 1),
  seed(acme, 'torn.md', 'Torn copper sheet of the second edition.', 'live', 2),
];

function seed(
  source: SourceRef,
  document: string,
  text: string,
  state: SeedPassage['state'] = 'live',
  version = 1,
): SeedPassage {
  return { source, passage: samplePassage(source, document, text, version), state };
}

function idOf(text: string): string {
  const found = seeds.find(({ passage }) => passage.text === text);
  if (!found) throw new Error(`no seed says "${text}"`);
  return found.passage.id;
}

/** What every index of passages promises, whatever it is stored in. */
export function passageIndexContract(
  title: string,
  start: (seeds: readonly SeedPassage[]) => Promise<SeededIndex>,
): void {
  describe(`${title} as a passage index`, () => {
    let index: PassageIndex;
    let keepsRetired: boolean;
    beforeAll(async () => {
      ({ index, keepsRetired } = await start(seeds));
    });

    const search = (question: string, where = scope, limit = 10): Promise<LexicalHits> =>
      index.searchLexical(where, queryTerms(question), limit, never);
    const documents = ({ candidates }: LexicalHits) => candidates.map((hit) => hit.document);

    it('describes a hit without its texts', async () => {
      const { candidates } = await search('Who replaces the pump seal?');
      expect(candidates[0]).toEqual({
        id: idOf(seal),
        score: expect.any(Number) as number,
        source: 'docs',
        document: 'pump.md',
        version: 1,
        start: 10,
        end: 10 + seal.length,
        tokens: 7,
      });
    });

    it('returns the best first and no more than asked for', async () => {
      const { candidates } = await search('valve pressure 7', scope, 5);
      expect(candidates).toHaveLength(5);
      expect(candidates[0]?.document).toBe('valve-1.md');
      const scores = candidates.map(({ score }) => score);
      expect(scores).toEqual([...scores].sort((a, b) => b - a));
    });

    it('finds Korean words behind particles', async () => {
      expect(documents(await search('대한민국 수도'))).toEqual(['seoul.md']);
    });

    it('never shows one tenant the passages of another', async () => {
      const hits = await search('pump seal trade secret');
      expect(documents(hits)).toEqual(['pump.md']);
      expect(hits.candidates[0]?.id).toBe(idOf(seal));
      expect(documents(await search('turbine', { ...scope, tenant: 'nobody' }))).toEqual([]);
    });

    it('keeps the corpora of a tenant apart', async () => {
      const recipes = { ...scope, corpus: 'recipes' };
      const { candidates } = await search('pump seal', recipes);
      const ids = candidates.map(({ id }) => id);
      const found = await index.load(recipes, ids, never);
      expect(found.map(({ text }) => text)).toEqual(['A pump seal recipe with secret pepper.']);
    });

    it.each(['turbine blade', 'gearbox scrapped'])(
      'does not find "%s", which is not live',
      async (words) => {
        expect(documents(await search(words))).toEqual([]);
      },
    );

    it('shows one version of a document, the newest, in the middle of a commit', async () => {
      const { candidates } = await search('torn copper');
      expect(candidates.map(({ document, version }) => [document, version])).toEqual([
        ['torn.md', 2],
      ]);
    });

    it('has no hits for a question without terms', async () => {
      const none = { candidates: [], idf: [], matched: [] };
      expect(await index.searchLexical(scope, { ids: [], words: [] }, 10, never)).toEqual(none);
    });

    it('answers a question longer than anybody asks', async () => {
      const ids = Array.from({ length: 2000 }, (_, n) => n);
      const terms = { ids: [...queryTerms('pump seal').ids, ...ids], words: [] };
      expect(documents(await index.searchLexical(scope, terms, 10, never))).toEqual(['pump.md']);
    });

    it('says which terms the best hits contain and how rare each term is', async () => {
      const terms = queryTerms('valve pump zeppelin');
      const { candidates, idf, matched } = await index.searchLexical(scope, terms, 20, never);
      expect(idf).toHaveLength(terms.ids.length);
      const [valve = 0, pump = 0, zeppelin = 0] = idf;
      expect(valve).toBeGreaterThan(0);
      expect(pump).toBeGreaterThan(valve);
      expect(zeppelin).toBeGreaterThan(pump);
      expect(candidates[0]?.document).toBe('pump.md');
      expect(matched).toHaveLength(10);
      expect(matched[0]).toEqual([1]);
      expect(matched[1]).toEqual([0]);
    });

    it('scores a hit by the idf it reports times the weights of the passage', async () => {
      const terms = queryTerms('trained pump fitter');
      const { candidates, idf } = await index.searchLexical(scope, terms, 10, never);
      const { indices, values } = sparseTerms(`Manual\n\n${seal}`);
      const weights = terms.ids.map((id) => values[indices.indexOf(id)] ?? 0);
      const score = weights.reduce((sum, weight, n) => sum + weight * (idf[n] ?? 0), 0);
      expect(candidates[0]?.score).toBeCloseTo(score, 3);
    });

    it('gives full coverage to a question its best hit answers and little to another', async () => {
      const covered = async (question: string): Promise<number> => {
        const terms = queryTerms(question);
        const { idf, matched } = await index.searchLexical(scope, terms, 10, never);
        return coverage({ terms, idf, matched });
      };
      expect(await covered('pump seal replaced')).toBeCloseTo(1);
      expect(await covered('pump zeppelin moonlight')).toBeLessThan(0.4);
    });

    it('loads texts by id and leaves out what it does not have', async () => {
      const ids = [idOf(korean), idOf(seal), '00000000-0000-5000-8000-000000000000'];
      const passages = await index.load(scope, ids, never);
      expect(passages.map(({ text }) => text).sort()).toEqual([seal, korean].sort());
      expect(passages.find(({ id }) => id === idOf(seal))).toEqual({
        id: idOf(seal),
        source: 'docs',
        document: 'pump.md',
        version: 1,
        title: 'Manual',
        heading: 'Manual › Care',
        start: 10,
        end: 10 + seal.length,
        tokens: 7,
        text: seal,
      });
      expect(await index.load(scope, [], never)).toEqual([]);
    });

    it('loads nothing of another tenant or corpus', async () => {
      for (const where of [
        { ...scope, tenant: 'globex' },
        { ...scope, corpus: 'recipes' },
      ]) {
        expect(await index.load(where, [idOf(seal)], never)).toEqual([]);
      }
    });

    it('loads a passage that was live a moment ago, where it still has it', async () => {
      const loaded = await index.load(scope, [idOf('The gearbox was scrapped.')], never);
      expect(loaded).toHaveLength(keepsRetired ? 1 : 0);
    });

    it('does nothing once its signal has aborted', async () => {
      const cancelled = { category: 'cancelled', retryable: false };
      const aborted = AbortSignal.abort();
      const searching = index.searchLexical(scope, queryTerms('pump'), 10, aborted);
      expect(await portErrorOf(searching)).toMatchObject(cancelled);
      expect(await portErrorOf(index.load(scope, [idOf(seal)], aborted))).toMatchObject(cancelled);
    });
  });
}
