import { createHmac, randomBytes } from 'node:crypto';
import type { EndpointToCheck } from '../../options.ts';
import type { CheckReport } from '../../schemas/check-report.ts';

const keptMs = 60 * 60_000;
const keptMax = 200;

export interface DraftReport {
  readonly report: CheckReport;
  readonly at: number;
}

/**
 * The newest report of each exact draft (URL, model ID, auth method, credential, streaming, TLS), for an
 * hour and in memory only. A draft is known by a keyed hash, so that no credential is kept here.
 */
export class DraftReports {
  readonly #clock: () => number;
  readonly #key = randomBytes(32);
  /** Oldest first. */
  readonly #reports = new Map<string, DraftReport>();

  constructor(clock: () => number) {
    this.#clock = clock;
  }

  remember(draft: EndpointToCheck, report: CheckReport): void {
    const name = this.#nameOf(draft);
    this.#reports.delete(name);
    this.#reports.set(name, { report, at: this.#clock() });
    for (const [oldest, { at }] of this.#reports) {
      if (this.#reports.size <= keptMax && this.#clock() - at < keptMs) break;
      this.#reports.delete(oldest);
    }
  }

  newest(draft: EndpointToCheck): DraftReport | null {
    const found = this.#reports.get(this.#nameOf(draft));
    return found === undefined || this.#clock() - found.at >= keptMs ? null : found;
  }

  #nameOf({ url, modelId, auth, streaming, tls }: EndpointToCheck): string {
    const credential = auth.method === 'none' ? '' : auth.credential.reveal();
    const { caCertificates = null, client = null } = tls ?? {};
    const certificates = [caCertificates, client?.certificate, client?.key.reveal()];
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([url, modelId, auth.method, credential, streaming, ...certificates]))
      .digest('base64');
  }
}
