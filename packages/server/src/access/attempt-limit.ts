/** So many slips are free. */
const FREE_ATTEMPTS = 5;
const FIRST_WAIT_SECONDS = 2;
const LONGEST_WAIT_SECONDS = 900;
/** A flood from many addresses must not fill the memory. */
const MAX_ADDRESSES = 10_000;

export interface AttemptLimit {
  /** Seconds until this address may try again; 0 for now. */
  waitSeconds(address: string, nowSeconds: number): number;
  failed(address: string, nowSeconds: number): void;
  succeeded(address: string): void;
}

/** Slows down guessing: after five failures each further one doubles the wait, up to a quarter of an hour. */
export function createAttemptLimit(): AttemptLimit {
  const addresses = new Map<string, { failures: number; openAt: number }>();
  return {
    waitSeconds: (address, now) => Math.max(0, (addresses.get(address)?.openAt ?? 0) - now),
    failed(address, now) {
      const failures = (addresses.get(address)?.failures ?? 0) + 1;
      const over = failures - FREE_ATTEMPTS;
      const wait = over < 0 ? 0 : Math.min(FIRST_WAIT_SECONDS * 2 ** over, LONGEST_WAIT_SECONDS);
      addresses.delete(address);
      if (addresses.size >= MAX_ADDRESSES) {
        const [oldest] = addresses.keys();
        if (oldest !== undefined) addresses.delete(oldest);
      }
      addresses.set(address, { failures, openAt: now + wait });
    },
    succeeded: (address) => void addresses.delete(address),
  };
}
