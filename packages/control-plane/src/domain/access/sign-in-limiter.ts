import { isIP } from 'node:net';
import { ProblemError } from '../../problem-error.ts';

/** One address may fail ten times a minute. */
const perAddress = { failuresMax: 10, windowMs: 60_000 };
/**
 * One account, from wherever it is tried: 30 times a quarter of an hour, a guess every 30 seconds. More
 * than a person needs, and not so few that a stranger locks somebody out for long.
 */
const perAccount = { failuresMax: 30, windowMs: 15 * 60_000 };
/** So that a flood of names and addresses can't fill the memory. */
const windowsMax = 10_000;

interface Window {
  failures: number;
  readonly endsAt: number;
}

export interface Attempt {
  /** It no longer counts: its password was right, or was never looked at. */
  forget(): void;
}

/**
 * Holds back whoever guesses passwords. Attempts under way count, so that none slip through together;
 * names count whether or not there is such a user, so that the limit tells nothing of who there is.
 */
export class SignInLimiter {
  readonly #addresses: FailureWindows;
  readonly #accounts: FailureWindows;

  constructor(clock: () => number) {
    this.#addresses = new FailureWindows(clock, perAddress);
    this.#accounts = new FailureWindows(clock, perAccount);
  }

  /** @throws ProblemError 429 `too_many_sign_ins` */
  begin(address: string, accountKey: string): Attempt {
    const network = networkOf(address);
    const waitSeconds = this.#addresses.begin(network);
    if (waitSeconds > 0) throw tooMany('from this address', waitSeconds);
    const accountWaitSeconds = this.#accounts.begin(accountKey);
    if (accountWaitSeconds > 0) {
      this.#addresses.forget(network);
      throw tooMany('for this account', accountWaitSeconds);
    }
    return {
      forget: () => {
        this.#addresses.forget(network);
        this.#accounts.forget(accountKey);
      },
    };
  }
}

class FailureWindows {
  readonly #clock: () => number;
  readonly #limit: typeof perAddress;
  readonly #windows = new Map<string, Window>();

  constructor(clock: () => number, limit: typeof perAddress) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** Begins an attempt: 0, or the seconds to wait before there may be one. */
  begin(key: string): number {
    const now = this.#clock();
    let window = this.#windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      window = { failures: 0, endsAt: now + this.#limit.windowMs };
      this.#makeRoom(now);
      this.#windows.set(key, window);
    }
    if (window.failures >= this.#limit.failuresMax) return Math.ceil((window.endsAt - now) / 1_000);
    window.failures += 1;
    return 0;
  }

  forget(key: string): void {
    const window = this.#windows.get(key);
    if (window !== undefined) window.failures -= 1;
  }

  #makeRoom(now: number): void {
    if (this.#windows.size < windowsMax) return;
    for (const [key, window] of this.#windows) {
      if (window.endsAt <= now) this.#windows.delete(key);
    }
    // The oldest go, so that a flood of new names doesn't undo what is known of the others at once.
    for (const key of this.#windows.keys()) {
      if (this.#windows.size < windowsMax) break;
      this.#windows.delete(key);
    }
  }
}

/** One IPv6 customer has 2⁶⁴ addresses: what they share is the /64. */
function networkOf(address: string): string {
  if (isIP(address) !== 6 || address.includes('.')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}

function tooMany(where: string, waitSeconds: number): ProblemError {
  return new ProblemError(
    429,
    'too_many_sign_ins',
    `Too many wrong passwords ${where}. Try again in ${waitSeconds} seconds.`,
    { headers: { 'retry-after': String(waitSeconds) } },
  );
}
