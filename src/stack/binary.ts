/** An executable, and how it was found, in words for people. */
export interface Binary {
  readonly file: string;
  readonly how: string;
}
