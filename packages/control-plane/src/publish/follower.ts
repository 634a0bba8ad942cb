import type { Log } from '../options.ts';
import { configVersion } from '../store/config-version.ts';
import { listen } from '../store/postgres/listen.ts';
import type { Database } from '../store/tables.ts';
import type { Publisher } from './publisher.ts';

/** So late a change arrives at most when no notification does. */
const pollMs = 500;

interface FollowerOptions {
  readonly db: Database;
  readonly listenUrl: string;
  readonly publisher: Publisher;
  readonly log: Log;
}

/**
 * Has this process's gateways follow what other processes save. A notification is a hint, to be quick;
 * the version in the database, asked for twice a second, is the truth. While the database is gone,
 * gateways keep what they have.
 */
export class Follower {
  readonly #options: FollowerOptions;
  #stopped = false;
  /** Whether something was heard since it looked last. */
  #news = false;
  #wake = (): void => {};
  #state: 'following' | 'gone' | 'went_back' = 'following';
  #done: Promise<unknown> = Promise.resolve();

  constructor(options: FollowerOptions) {
    this.#options = options;
  }

  start(): void {
    this.#done = this.#run();
  }

  /** Resolves once nothing more is read. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#hear();
    await this.#done;
  }

  #hear(): void {
    this.#news = true;
    this.#wake();
  }

  async #run(): Promise<void> {
    const stopListening = listen(this.#options.listenUrl, () => this.#hear());
    while (!this.#stopped) {
      this.#news = false;
      await this.#look();
      if (!this.#news) await this.#sleep();
    }
    await stopListening();
  }

  #sleep(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, pollMs);
    this.#wake = () => {
      clearTimeout(timer);
      resolve();
    };
    return promise;
  }

  async #look(): Promise<void> {
    const { db, publisher } = this.#options;
    try {
      const newest = await configVersion.current(db);
      if (publisher.isBehind(newest)) await publisher.follow();
      this.#turn(newest < publisher.version ? 'went_back' : 'following', { newest });
    } catch (err) {
      if (!this.#stopped) this.#turn('gone', { err });
    }
  }

  /** Each change is told once. */
  #turn(state: 'following' | 'gone' | 'went_back', fields: object): void {
    if (state === this.#state) return;
    this.#state = state;
    const { publisher, log } = this.#options;
    const told = { ...fields, version: publisher.version };
    switch (state) {
      case 'following':
        log.info(told, 'The database answers again');
        break;
      case 'gone':
        log.error(
          told,
          'The database gives no answer: turns go on with the configuration that is loaded',
        );
        break;
      case 'went_back':
        log.error(
          told,
          'The database holds an older configuration than is loaded, as after a restoration: start every process anew',
        );
        break;
    }
  }
}
