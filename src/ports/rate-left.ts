/** What a vendor's headers say of its rate limit: requests it still takes, of how many, and when all are back. */
export interface RateLeft {
  readonly requests: number;
  readonly limit: number;
  /** Milliseconds until the limit is whole again. */
  readonly forMs: number;
}
