import { plantFacts } from '../planted-facts.js';

/** Changes of a folder between two ingestions: new text by path, null for a removed document. */
export type Round = Readonly<Record<string, string | null>>;

/** New documents of a round. Every tenth of the round before changes in it, every twentieth goes. */
export const documentsPerRound = 300;

/** The changes of round `number`, from 0, the same for the same seed. */
export function roundOf(number: number, seed: number): Round {
  const changes: Record<string, string | null> = {};
  for (const { document, text } of newDocuments(number, seed)) changes[document] = text;
  if (number === 0) return changes;
  for (const [index, { document, text }] of newDocuments(number - 1, seed).entries()) {
    if (index % 20 === 0) changes[document] = null;
    else if (index % 10 === 1) changes[document] = `${text}\nInspected in round ${number}.\n`;
  }
  return changes;
}

function newDocuments(number: number, seed: number) {
  const facts = plantFacts(documentsPerRound, seed * 1_000 + number);
  return facts.map(({ document, text }) => ({ document: `round-${number}/${document}`, text }));
}
