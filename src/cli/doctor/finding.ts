/** What the doctor says of one part. Only `bad` makes Holdfast unwell. */
export interface Finding {
  readonly state: 'good' | 'info' | 'bad';
  readonly part: string;
  readonly found: string;
  /** What to do about it. */
  readonly fix?: string;
}

export const good = (part: string, found: string): Finding => ({ state: 'good', part, found });

export const info = (part: string, found: string): Finding => ({ state: 'info', part, found });

export const bad = (part: string, found: string, fix: string): Finding => {
  return { state: 'bad', part, found, fix };
};
