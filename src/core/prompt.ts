/** What a generator is asked: vendors differ only in where the two parts go. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
}
