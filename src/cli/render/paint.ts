import pc from 'picocolors';

/** Colours of a terminal; those of a pipe leave texts as they are. */
export type Paint = ReturnType<typeof pc.createColors>;

/** Colours where standard output is a terminal that wants them (NO_COLOR, FORCE_COLOR). */
export const autoPaint: Paint = pc;

/** No colours at all. */
export const noPaint: Paint = pc.createColors(false);

/** A short word on a coloured ground. */
export function badge(paint: Paint, kind: 'good' | 'warn' | 'bad', word: string): string {
  const ground = { good: paint.bgGreen, warn: paint.bgYellow, bad: paint.bgRed }[kind];
  return paint.isColorSupported ? ground(paint.black(` ${word} `)) : `[${word}]`;
}
